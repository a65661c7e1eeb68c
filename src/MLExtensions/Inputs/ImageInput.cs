using System.ComponentModel.DataAnnotations;
using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Networks.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>A column as images: <c>MLImage</c>, the bytes of an image file (a vector of bytes of unknown size, as LoadRawImageBytes gives), or a vector of pixels.</summary>
/// <remarks>
/// Images are brought to one size, and each channel is standardised over the training rows. A vector of known size is taken as pixels, [channels, height, width], as ExtractPixels gives
/// without interleaving. <c>MLImage</c> and files need the package MLExtensions.Images; what is translucent is taken as on
/// black. An image that cannot be read is an error in training, and has no score.
/// </remarks>
/// <example><code>new ImageInput { Height = 64, Width = 64, Augmentation = new ImageAugmentation { FlipHorizontally = true } }</code></example>
public sealed record ImageInput : ColumnInput
{
    /// <summary>Rows of pixels that the network sees; null, the default, takes those of the first image. 1 to 32,768.</summary>
    [Range(1, 1 << 15)]
    public int? Height { get; init; }

    /// <summary>Pixels of a row that the network sees; null, the default, takes those of the first image. 1 to 32,768.</summary>
    [Range(1, 1 << 15)]
    public int? Width { get; init; }

    /// <summary>3, the default, for red, green and blue; 1 for grey, 0.299 red + 0.587 green + 0.114 blue. Of a vector of pixels any number; null takes that of its type's dimensions.</summary>
    [Range(1, 1 << 15)]
    public int? Channels { get; init; }

    /// <summary>How an image of another size is brought to <see cref="Height"/> and <see cref="Width"/>. Default <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>How images are varied at random while training; null, the default, for not at all.</summary>
    public ImageAugmentation? Augmentation { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        OptionRanges.Check(this);
        Augmentation?.Validate();
    }

    internal override void Check(ColumnShape column)
    {
        bool good = column.IsImage || (column.IsNumeric && column.Kind != SchemaShape.Column.VectorKind.Scalar);
        if (!good || (column.Kind == SchemaShape.Column.VectorKind.VariableVector && column.ItemType.RawType != typeof(byte)))
        {
            throw SchemaColumns.Mismatch(
                "feature", column, "an MLImage, the bytes of an image file (VarVector<Byte>), or a vector of pixels of known size", "Load images with LoadImages or LoadRawImageBytes.");
        }
    }

    internal override RowFormat Learn(ColumnRows rows, DataViewSchema.Column column, List<string> remarks)
    {
        if (column.Type is VectorDataViewType { IsKnownSize: true } vector)
        {
            return Pixels(vector, column);
        }

        bool isFile = column.Type is VectorDataViewType;
        var (height, width) = Height is null || Width is null ? ImageReading.FirstSize(rows, column, isFile) : default;
        if (Channels is not (null or 1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(column), $"ImageInput.Channels is {Channels} for column '{column.Name}'; images have 3 channels, or 1 where they are to be grey.");
        }

        var format = new ImageFormat
        {
            Channels = Channels ?? 3,
            Height = Height ?? height,
            Width = Width ?? width,
            Fit = Fit,
            Source = isFile ? ImageSource.File : ImageSource.Image,
            Augmentation = Augmentation,
        };
        Augmentation?.Validate(format.Channels, format.Height, format.Width);
        remarks.Add($"Column '{column.Name}': images of {format.Channels} x {format.Height} x {format.Width}.");
        return format;
    }

    private ImageFormat Pixels(VectorDataViewType vector, DataViewSchema.Column column)
    {
        var dimensions = vector.Dimensions;
        bool hasShape = dimensions.Length == 3;
        int channels = Channels ?? (hasShape ? dimensions[0] : 1), height = Height ?? (hasShape ? dimensions[1] : 0), width = Width ?? (hasShape ? dimensions[2] : 0);
        if ((long)channels * height * width != vector.Size)
        {
            throw SchemaColumns.Mismatch(
                "feature",
                ColumnShape.Of(column),
                $"vectors of {channels} x {height} x {width} pixels; they have {vector.Size}",
                "Set Channels, Height and Width of its ImageInput. ExtractPixels must not interleave the colours.");
        }

        Augmentation?.Validate(channels, height, width);
        return new ImageFormat { Channels = channels, Height = height, Width = width, Source = ImageSource.Pixels, Augmentation = Augmentation };
    }
}
