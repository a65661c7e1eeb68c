namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Varies images at random, each by draws of its own. For training only: in prediction the layer leaves it out. Inputs: x <c>[batch, channels, height, width]</c>, the random key from
/// <see cref="ForwardContext.NextRandomKey"/>, <see cref="ElementType.Int32"/> <c>[4]</c>, and the fill <c>[channels]</c>. Output: the shape of x; the same key varies image i in the same way.
/// </summary>
/// <remarks>
/// <para>
/// First the colours, in the order brightness, contrast, saturation, by the formulas of torchvision's ColorJitter: x becomes f x; f x + (1 - f) m, where m is the mean of the image's grey; and f x + (1 - f) g,
/// where g is the pixel's grey. Grey is 0.299 red + 0.587 green + 0.114 blue; of images that have not 3 channels, the mean of the channels. ColorJitter shuffles the order and cuts at the ends of the
/// range; here pixels may be of any unit, so that nothing is cut.
/// </para>
/// <para>Then the image is mirrored and moved; where nothing of it is left stands the fill, whatever became of the colours. No gradient flows: all inputs are data.</para>
/// </remarks>
public sealed record AugmentImages : Operation
{
    private readonly int _cropPadding;
    private readonly float _brightness;
    private readonly float _contrast;
    private readonly float _saturation;

    /// <summary>Whether an image is mirrored left to right with probability 1/2. Default false.</summary>
    public bool FlipHorizontally { get; init; }

    /// <summary>Whether an image is mirrored top to bottom with probability 1/2. Default false.</summary>
    public bool FlipVertically { get; init; }

    /// <summary>Pixels p by which an image is moved at most: right and down by whole numbers from -p to p, each as likely. Default 0; 0 to 32,768.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of this range.</exception>
    public int CropPadding
    {
        get => _cropPadding;
        init => _cropPadding = value is >= 0 and <= 1 << 15 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "AugmentImages.CropPadding is from 0 to 32768.");
    }

    /// <summary>The factor of the brightness is uniform on [1 - brightness, 1 + brightness]. Default 0; 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of this range.</exception>
    public float Brightness
    {
        get => _brightness;
        init => _brightness = Require(value, "Brightness");
    }

    /// <summary>The factor of the contrast is uniform on [1 - contrast, 1 + contrast]. Default 0; 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of this range.</exception>
    public float Contrast
    {
        get => _contrast;
        init => _contrast = Require(value, "Contrast");
    }

    /// <summary>The factor of the saturation is uniform on [1 - saturation, 1 + saturation]. Default 0; 0 to 1, and above 0 only with 3 channels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of this range.</exception>
    public float Saturation
    {
        get => _saturation;
        init => _saturation = Require(value, "Saturation");
    }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 1 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => false;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 3, 3, "x, the random key and the fill");
        Shape x = inputs[0];
        if (x.Rank != 4)
        {
            throw new ArgumentException($"AugmentImages: x has shape {x}; expected [batch, channels, height, width].");
        }

        if (Saturation > 0 && x[1] != 3)
        {
            throw new ArgumentException($"AugmentImages: x has shape {x} and Saturation is {Saturation}; expected 3 channels, or a Saturation of 0.");
        }

        if (inputs[1].Length != 4)
        {
            throw new ArgumentException($"AugmentImages: the random key has shape {inputs[1]}; expected [4], as ForwardContext.NextRandomKey gives it.");
        }

        if (inputs[2].Rank != 1 || inputs[2][0] != x[1])
        {
            throw new ArgumentException($"AugmentImages: the fill has shape {inputs[2]}; expected [channels], here [{x[1]}].");
        }

        outputs[0] = x;
    }

    private static float Require(float value, string name) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"AugmentImages.{name} is from 0 to 1.");
}
