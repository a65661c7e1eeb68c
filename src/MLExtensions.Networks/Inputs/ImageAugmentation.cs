using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>How images are varied at random while training, each anew every time that it is seen; predictions see them as they are.</summary>
/// <remarks>
/// Shorten, Khoshgoftaar, "A survey on Image Data Augmentation for Deep Learning", 2019. Flip and crop are those of He et al., 2015, on CIFAR; brightness, contrast and saturation are
/// torchvision's ColorJitter, in this order and before the image is moved; as pixels may be of any unit, nothing is cut to 0 to 255.
/// </remarks>
/// <example><code>new ImageAugmentation { FlipHorizontally = true, CropPadding = 4 }</code></example>
public sealed record ImageAugmentation
{
    /// <summary>Whether every other image, at random, is mirrored left to right. Default false; not for digits or text.</summary>
    public bool FlipHorizontally { get; init; }

    /// <summary>Whether every other image, at random, is mirrored top to bottom. Default false.</summary>
    public bool FlipVertically { get; init; }

    /// <summary>Pixels by which an image is moved at most, in each direction; what comes in from outside is the channel's mean. Default 0; 0 to 1,024 and less than height and width.</summary>
    [Range(0, 1024)]
    public int CropPadding { get; init; }

    /// <summary>How far the brightness varies: pixels are multiplied by a number on [1 - brightness, 1 + brightness]. Default 0; 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public float Brightness { get; init; }

    /// <summary>How far the contrast varies: pixels go by such a number from the image's mean grey. Default 0; 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public float Contrast { get; init; }

    /// <summary>How far the saturation varies: pixels go by such a number from their grey. Default 0; 0 to 1. For images of three channels.</summary>
    [Range(0.0, 1.0)]
    public float Saturation { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate() => OptionRanges.Check(this);

    /// <summary>What is not at its default: "flips left to right, crops by 4".</summary>
    public override string ToString()
    {
        List<string> parts = [];
        Add(FlipHorizontally, "flips left to right");
        Add(FlipVertically, "flips top to bottom");
        Add(CropPadding > 0, string.Create(CultureInfo.InvariantCulture, $"crops by {CropPadding}"));
        Add(Brightness > 0, string.Create(CultureInfo.InvariantCulture, $"brightness {Brightness}"));
        Add(Contrast > 0, string.Create(CultureInfo.InvariantCulture, $"contrast {Contrast}"));
        Add(Saturation > 0, string.Create(CultureInfo.InvariantCulture, $"saturation {Saturation}"));
        return string.Join(", ", parts);

        void Add(bool isOn, string part)
        {
            if (isOn)
            {
                parts.Add(part);
            }
        }
    }

    internal void Validate(int channels, int height, int width)
    {
        Validate();
        OptionRanges.Check(nameof(CropPadding), CropPadding, new RangeAttribute(0, Math.Min(height, width) - 1));
        if (Saturation > 0 && channels != 3)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Saturation is {Saturation}; images of {channels} channels have none: expected 0, or 3 channels."));
        }
    }
}
