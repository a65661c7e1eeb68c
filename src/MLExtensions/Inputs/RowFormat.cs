using System.Text.Json.Serialization;
using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>How a column that is a network's whole row is read, as the network was fitted on it. It is saved in the model.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(TextFormat), "Text")]
[JsonDerivedType(typeof(SequenceFormat), "Sequence")]
[JsonDerivedType(typeof(ImageFormat), "Image")]
internal abstract record RowFormat
{
    /// <summary>Slots of a row.</summary>
    public abstract int Size { get; }

    /// <summary>What the column holds, in messages: "texts".</summary>
    public abstract string Noun { get; }

    /// <summary>The column's type as it was in the training data.</summary>
    public abstract DataViewType ColumnType { get; }

    /// <summary>What is wrong with what a file says; null where nothing is. The message goes on after "has".</summary>
    public abstract string? Problem();

    /// <summary>Whether another column can be read so.</summary>
    public abstract bool Reads(DataViewSchema.Column column);

    /// <summary>Whether a network takes what is read.</summary>
    public abstract bool Fits(InputColumn input);

    /// <summary>Fills a span of <see cref="Size"/> slots; throws <see cref="UnreadableValueException"/> where the value cannot be read.</summary>
    public abstract SpanReader CreateReader(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Learns from the training rows how a network is to take them.</summary>
    public abstract ColumnScan CreateScan(FeatureColumn column);

    /// <summary>The slot whose value a network cannot take; negative for none.</summary>
    /// <param name="values">The slots of a row.</param>
    /// <param name="refusesMissing">Whether a missing number is one.</param>
    public abstract int FindStrange(ReadOnlySpan<float> values, bool refusesMissing);
}
