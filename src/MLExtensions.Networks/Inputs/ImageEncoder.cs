using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Standardises the channels of images, in training after varying them: `[batch, row]` to `[batch, channels, height, width]`.</summary>
internal sealed class ImageEncoder : Layer
{
    private readonly ImageColumn _column;
    private readonly Reshape _image;
    private readonly AugmentImages? _augment;
    private readonly BatchNormalizationInference _standardize = new() { Epsilon = 0, HasAffine = false };
    private readonly Parameter _means;
    private readonly Parameter _variances;

    public ImageEncoder(string name, ImageColumn column)
        : base(name)
    {
        _column = column;
        _image = new Reshape { Axes = [0, column.Channels, column.Height, column.Width] };
        _augment = column.Augmentation is not { } augmentation ? null : new AugmentImages
        {
            FlipHorizontally = augmentation.FlipHorizontally,
            FlipVertically = augmentation.FlipVertically,
            CropPadding = augmentation.CropPadding,
            Brightness = augmentation.Brightness,
            Contrast = augmentation.Contrast,
            Saturation = augmentation.Saturation,
        };
        _means = FrozenValues.Create("mean", column.MeanValues);
        _variances = FrozenValues.Create("variance", [.. column.Scales.Select(scale => MathF.Max(scale * scale, 1e-37f))]);
    }

    public override string Kind => _column.Augmentation is null ? "Image" : "Image, augmented";

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor image = context.Run(_image, input);
        if (context.Training && _augment is not null)
        {
            image = context.Run(_augment, image, context.NextRandomKey(), _means.Tensor);
        }

        return context.Run(_standardize, image, _means.Tensor, _variances.Tensor);
    }

    public override Shape OutputShape(Shape input) => input.Rank == 1 && input[0] == _column.Size
        ? _column.EncodedShape
        : throw new ArgumentException($"ImageEncoder '{Name}': a row has shape {input}; the column has [{_column.Size}].", nameof(input));
}
