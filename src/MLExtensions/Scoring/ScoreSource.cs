using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>Where the getters of score columns take the current row's network output from.</summary>
internal abstract class ScoreSource
{
    /// <summary>The scores of the current row, <see cref="ScoreColumns.Width"/> values; NaN where the row has a value that the network cannot take.</summary>
    public abstract ReadOnlySpan<float> Current { get; }
}
