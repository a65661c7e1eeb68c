using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLExtensions.Images.Tests;

/// <summary>A row with an image.</summary>
internal sealed class PictureRow
{
    [ImageType(8, 8)]
    public MLImage? Image { get; set; }

    public string Label { get; set; } = "";
}
