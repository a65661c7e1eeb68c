using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors;

/// <summary>How <see cref="Upsample2D"/> fills in between.</summary>
public enum UpsamplingMode
{
    /// <summary>The element at floor(i / scale).</summary>
    Nearest,

    /// <summary>The element at floor((i + 0.5) / scale): the nearest by the elements' centres.</summary>
    NearestExact,

    /// <summary>On straight lines between neighbours, both ways; of a sequence, "linear".</summary>
    Bilinear,

    /// <summary>On cubic curves through four neighbours, both ways (Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981, with a = -0.75).</summary>
    Bicubic,
}
