using System.Collections;
using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>Which keys there are.</summary>
internal sealed class KeyScan(FeatureColumn column, NetworkTrainerOptions options) : ColumnScan(column)
{
    private readonly BitArray _seen = new(CategoryIndex.FirstKnown + column.KeyCount!.Value);

    public override void Add(ReadOnlySpan<float> values) => _seen[(int)values[0]] = true;

    public override (FeatureColumn Column, InputColumn Input) Finish(List<string> remarks, out int[]? map)
    {
        map = null;
        bool refuses = Column.Missing != MissingHandling.Replace && !_seen[CategoryIndex.Missing];
        return (
            refuses ? Column with { Missing = MissingHandling.Refuse } : Column,
            Category(Column.Name, _seen.Count, options, Enumerable.Range(0, _seen.Count).Where(index => !_seen[index])));
    }

    /// <summary>A category column of the network.</summary>
    public static CategoryColumn Category(string name, int count, NetworkTrainerOptions options, IEnumerable<int> untrained)
    {
        var column = new CategoryColumn { Name = name, Count = count, Untrained = [.. untrained] };
        return options.EmbeddingDimension is { } dimension ? column with { Dimension = dimension } : column;
    }
}
