using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Ensembles;

/// <summary>Scores single rows with the members' mappers: the way of PredictionEngine and of chains that are asked for a mapper.</summary>
internal sealed class EnsembleRowMapper(EnsembleBinding binding) : IRowToRowMapper
{
    private readonly IRowToRowMapper[] _mappers = [.. binding.Members.Select(member => member.Model.GetRowToRowMapper(binding.Input))];

    public DataViewSchema InputSchema => binding.Input;

    public DataViewSchema OutputSchema => binding.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        bool[] active = binding.Active(dependingColumns);
        var needed = binding.PassedThrough(active);
        if (binding.AnyScore(active))
        {
            needed = needed.Concat(_mappers.Zip(binding.Members).SelectMany(pair => pair.First.GetDependencies(pair.Second.Needed(pair.First.OutputSchema))));
        }

        return needed.DistinctBy(column => column.Index).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!ReferenceEquals(input.Schema, binding.Input))
        {
            throw new ArgumentException("The row is not of the schema that the mapper was made for.", nameof(input));
        }

        bool[] active = binding.Active(activeColumns);
        var members = new List<DataViewRow>();
        if (binding.AnyScore(active))
        {
            foreach (var (mapper, member) in _mappers.Zip(binding.Members))
            {
                members.Add(mapper.GetRow(new SharedRow(input), member.Needed(mapper.OutputSchema)));
            }
        }

        return new EnsembleRow(binding, active, input, members);
    }
}
