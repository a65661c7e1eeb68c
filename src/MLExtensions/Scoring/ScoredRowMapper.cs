using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>Scores single rows: the way of PredictionEngine and of chains that are asked for a mapper.</summary>
internal sealed class ScoredRowMapper(ScoringBinding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.Input;

    public DataViewSchema OutputSchema => binding.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        bool[] active = binding.Active(dependingColumns);
        return binding.AnyScore(active)
            ? binding.PassedThrough(active).Union(binding.FeatureSources).ToArray()
            : binding.PassedThrough(active).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ReferenceEquals(input.Schema, binding.Input)
            ? new ScoredRow(binding, binding.Active(activeColumns), input)
            : throw new ArgumentException("The row is not of the schema that the mapper was made for.", nameof(input));
    }
}
