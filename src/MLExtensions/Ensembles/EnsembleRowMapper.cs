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
            needed = needed.Concat(_mappers.SelectMany((mapper, index) => mapper.GetDependencies(binding.Needed(index, mapper.OutputSchema))));
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
            foreach (var mapper in _mappers)
            {
                members.Add(mapper.GetRow(new SharedRow(input), binding.Needed(members.Count, mapper.OutputSchema)));
            }
        }

        return new EnsembleRow(binding, active, input, members);
    }
}
