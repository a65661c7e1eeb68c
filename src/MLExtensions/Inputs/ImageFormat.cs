using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>Images as pixels, [channels, height, width]; those of files and of MLImage from 0 to 255.</summary>
internal sealed record ImageFormat : RowFormat
{
    private const int MaximumAxis = 1 << 15;

    public required int Channels { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    /// <summary>How images of another size are taken.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>What the column holds.</summary>
    public ImageSource Source { get; init; }

    /// <summary>How images are varied while training.</summary>
    public ImageAugmentation? Augmentation { get; init; }

    [JsonIgnore]
    public override int Size => Channels * Height * Width;

    [JsonIgnore]
    public override string Noun => Source switch
    {
        ImageSource.Image => "images",
        ImageSource.File => "bytes of image files",
        _ => $"vectors of {Size} pixels",
    };

    [JsonIgnore]
    public override DataViewType ColumnType => Source switch
    {
        ImageSource.Image => ImageReading.ImageType(),
        ImageSource.File => new VectorDataViewType(NumberDataViewType.Byte),
        _ => new VectorDataViewType(NumberDataViewType.Single, Channels, Height, Width),
    };

    public override string? Problem() =>
        Channels is < 1 or > MaximumAxis || Height is < 1 or > MaximumAxis || Width is < 1 or > MaximumAxis || (long)Channels * Height * Width > Array.MaxLength
            ? $"images of {Channels} x {Height} x {Width}"
            : Source != ImageSource.Pixels && Channels is not (1 or 3) ? $"images of {Channels} channels"
            : null;

    public override bool Reads(DataViewSchema.Column column) => Source switch
    {
        ImageSource.Image => ColumnShape.Of(column).IsImage,
        ImageSource.File => column.Type is VectorDataViewType files && files.ItemType.RawType == typeof(byte),
        _ => column.Type is VectorDataViewType vector && ColumnShape.Of(column).IsNumeric && vector.Size == Size,
    };

    public override bool Fits(InputColumn input) =>
        input is ImageColumn image && image.Channels == Channels && image.Height == Height && image.Width == Width;

    public override SpanReader CreateReader(DataViewRow row, DataViewSchema.Column column) =>
        Source == ImageSource.Pixels ? VectorReader.Create(row, column, "feature") : ImageReading.CreateReader(row, column, this);

    public override ColumnScan CreateScan(FeatureColumn column) => new ImageScan(column, this);

    public override int FindStrange(ReadOnlySpan<float> values, bool refusesMissing)
    {
        // There is no pixel that could stand for a missing one.
        if (Source != ImageSource.Pixels || TensorPrimitives.IsFiniteAll(values))
        {
            return -1;
        }

        int place = 0;
        while (float.IsFinite(values[place]))
        {
            place++;
        }

        return place;
    }
}
