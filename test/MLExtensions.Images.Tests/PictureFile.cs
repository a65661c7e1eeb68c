using Microsoft.ML.Data;

namespace MLExtensions.Images.Tests;

/// <summary>A row whose image is a file's bytes.</summary>
internal sealed class PictureFile
{
    public byte[] Image { get; set; } = [];

    public string Label { get; set; } = "";

    /// <summary>No image.</summary>
    public DateTime Stamp { get; set; } = DateTime.UnixEpoch;

    /// <summary>No image.</summary>
    [VectorType(5)]
    public float[] Numbers { get; set; } = new float[5];
}
