using MLExtensions.Columns;
using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Scoring;

/// <summary>A fitted network bound to an input schema.</summary>
internal sealed class ScoringBinding(DataViewSchema input, Network network, FeatureColumns features, ScoreColumns scores) : ScoredSchema(input, scores)
{
    public Network Network => network;

    public FeatureColumns Features => features;

    /// <summary>The input's columns that the network reads.</summary>
    public IReadOnlyList<DataViewSchema.Column> FeatureSources { get; } = features.FindIn(input);

    /// <summary>Runs the network. A row that it cannot take gets NaN, and the others are not touched by it.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="usable">For each row whether the network can take it.</param>
    /// <param name="scores">Receives the scores.</param>
    public void Predict(ReadOnlySpan<float> features, ReadOnlySpan<bool> usable, Span<float> scores)
    {
        Network.Predict(features, usable.Length, scores);
        if (!usable.Contains(false))
        {
            return;
        }

        for (int row = 0; row < usable.Length; row++)
        {
            if (!usable[row])
            {
                scores.Slice(row * Scores.Width, Scores.Width).Fill(float.NaN);
            }
        }
    }
}
