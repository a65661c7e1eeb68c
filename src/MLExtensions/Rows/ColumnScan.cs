using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>Learns from the training rows how a network is to take one feature column.</summary>
internal abstract class ColumnScan(FeatureColumn column)
{
    public FeatureColumn Column => column;

    /// <summary>Gives the texts of this column their indices while they are collected; null where there are none.</summary>
    public virtual VocabularyBuilder? Builder => null;

    /// <summary>Looks at the column's values of one training row.</summary>
    public abstract void Add(ReadOnlySpan<float> values);

    /// <summary>The column as the network is fitted on it, and how it takes it.</summary>
    /// <param name="remarks">Receives what the user should know.</param>
    /// <param name="map">For each index that texts had, the one that they get; null where they stay.</param>
    public abstract (FeatureColumn Column, InputColumn Input) Finish(List<string> remarks, out int[]? map);

    public static ColumnScan Of(FeatureColumn column, NetworkTrainerOptions options, int seed) => column.Kind switch
    {
        FeatureKind.Number => new NumberScan(column, options, seed),
        FeatureKind.Row => column.Row!.CreateScan(column),
        FeatureKind.Key => new KeyScan(column, options),
        _ => new TextScan(column, options),
    };
}
