using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness;

/// <summary>Tables of <see cref="SampleRow"/> as estimators take them, and with one column gone or replaced.</summary>
internal sealed class SampleTable(MLContext context, int rows)
{
    /// <summary>Keys with values behind them, which a class cannot hold: made of other columns.</summary>
    private static readonly (string Key, string Source)[] Keys =
        [("ColorKey", nameof(SampleRow.Color)), ("GradeKey", nameof(SampleRow.Grade)), ("TownKey", nameof(SampleRow.Town))];

    public SampleData Whole() => Make(SchemaDefinition.Create(typeof(SampleRow)), leftOut: "");

    /// <summary>The table without a column.</summary>
    public SampleData Without(string column)
    {
        var definition = SchemaDefinition.Create(typeof(SampleRow));
        definition.RemoveAll(member => member.ColumnName == column);
        return Make(definition, column);
    }

    /// <summary>The table with a member of the class in a column's place, under the column's name.</summary>
    public SampleData With(string column, string member)
    {
        var definition = SchemaDefinition.Create(typeof(SampleRow));
        definition.RemoveAll(other => other.ColumnName == column);
        definition[member].ColumnName = column;
        return Make(definition, column);
    }

    private SampleData Make(SchemaDefinition definition, string leftOut)
    {
        IDataView view = context.Data.LoadFromEnumerable(SampleRow.Rows(rows), definition);
        var shape = context.Transforms.CustomMapping<Nothing, SampleRow>((_, _) => { }, null, null, definition).GetOutputSchema(new SchemaShape([]));
        foreach (var (key, source) in Keys)
        {
            if (key != leftOut && view.Schema.GetColumnOrNull(source) is not null)
            {
                var map = context.Transforms.Conversion.MapValueToKey(key, source);
                view = map.Fit(view).Transform(view);
                shape = map.GetOutputSchema(shape);
            }
        }

        return new SampleData(context.Data.Cache(view), shape); // cached, so that it can be shuffled
    }

    private sealed class Nothing
    {
    }
}
