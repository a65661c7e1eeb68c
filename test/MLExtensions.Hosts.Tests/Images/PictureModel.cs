using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

namespace MLExtensions.Hosts.Tests.Images;

/// <summary>The pipeline of the image models in Models: with all the options there are, and names of files that are whole paths.</summary>
internal static class PictureModel
{
    public static ITransformer Fit(MLContext context)
    {
        var transforms = context.Transforms;
        return transforms.LoadRawImageBytes("Bytes", "", "File")
            .Append(transforms.LoadImages("Image", "", "File"))
            .Append(transforms.ResizeImages(
                "Small", 2, 4, "Image", ImageResizingEstimator.ResizingKind.Fill, ImageResizingEstimator.Anchor.Bottom))
            .Append(transforms.ConvertToGrayscale("Gray", "Small"))
            .Append(transforms.ExtractPixels("GrayPixels", "Gray", ImagePixelExtractingEstimator.ColorBits.Green))
            .Append(transforms.ExtractPixels(
                "Pixels",
                "Small",
                ImagePixelExtractingEstimator.ColorBits.All,
                ImagePixelExtractingEstimator.ColorsOrder.AGBR,
                interleavePixelColors: true,
                offsetImage: 100,
                scaleImage: 0.5f))
            .Append(transforms.ExtractPixels(
                "PixelBytes", "Small", ImagePixelExtractingEstimator.ColorBits.Blue | ImagePixelExtractingEstimator.ColorBits.Red, outputAsFloatArray: false))
            .Fit(Data(context, ""));
    }

    public static IDataView Data(MLContext context, params string[] paths) =>
        context.Data.LoadFromEnumerable(paths.Select(path => new Named { File = path }));
}
