using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness.Flawed;

/// <summary>A mapper that does as another but for one flaw.</summary>
internal sealed class FlawedMapper(IRowToRowMapper inner) : IRowToRowMapper
{
    public DataViewSchema InputSchema { get; init; } = inner.InputSchema;

    public DataViewSchema OutputSchema { get; init; } = inner.OutputSchema;

    public Func<IEnumerable<DataViewSchema.Column>, IEnumerable<DataViewSchema.Column>> Dependencies { get; init; } = inner.GetDependencies;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => Dependencies(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => inner.GetRow(input, activeColumns);
}
