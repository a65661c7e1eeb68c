using Microsoft.ML.Data;

namespace MLExtensions.PublishedResults;

/// <summary>An image of a digit.</summary>
internal sealed class Digit
{
    public string Label { get; set; } = "";

    [VectorType(1, 8, 8)]
    public float[] Pixels { get; set; } = new float[64];
}
