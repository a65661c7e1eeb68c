using MLExtensions.Scoring;

namespace MLExtensions.Tests.Scoring;

/// <summary>Scores that a test sets, in place of a network's.</summary>
internal sealed class GivenScores(params float[] scores) : ScoreSource
{
    public float[] Scores { get; } = scores;

    public override ReadOnlySpan<float> Current => Scores;
}
