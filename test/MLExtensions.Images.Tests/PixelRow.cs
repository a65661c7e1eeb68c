using Microsoft.ML.Data;

namespace MLExtensions.Images.Tests;

/// <summary>A row whose image is a vector of pixels, with and without a shape.</summary>
internal sealed class PixelRow
{
    [VectorType(3, 8, 8)]
    public float[] Image { get; set; } = new float[192];

    [VectorType(192)]
    public float[] Flat { get; set; } = new float[192];

    public string Label { get; set; } = "";
}
