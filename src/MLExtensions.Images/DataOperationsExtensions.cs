using MLExtensions.Images;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Folders of images as data.</summary>
public static class DataOperationsExtensions
{
    /// <summary>The images of a folder, each with the name of its sub-folder as label.</summary>
    /// <remarks>
    /// Columns: <c>Image</c> (<see cref="MLImage"/>, read from its file when a row is), <c>Label</c> (text) and <c>ImagePath</c> (text). Files are PNG, JPEG and BMP, by their names' ends, in ordinal
    /// order of their paths; other files, and files that are in no sub-folder, are left out. Map the label with <c>Conversion.MapValueToKey("Label")</c> for a multiclass network.
    /// </remarks>
    /// <param name="catalog">The catalog: <c>mlContext.Data</c>.</param>
    /// <param name="folder">The folder; it has one sub-folder a label, which may have others.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">No sub-folder has an image.</exception>
    /// <example>
    /// <code>
    /// IDataView images = mlContext.Data.LoadImagesFromFolder("flowers");
    /// var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(mlContext.MulticlassClassification.Trainers.Network(new()
    ///     {
    ///         FeatureColumnNames = ["Image"],
    ///         ColumnInputs = new Dictionary&lt;string, ColumnInput&gt; { ["Image"] = new ImageInput { Height = 64, Width = 64 } },
    ///         Architecture = ResNet.Cifar(depth: 20),
    ///     }))
    ///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// </code>
    /// </example>
    public static IDataView LoadImagesFromFolder(this DataOperationsCatalog catalog, string folder)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return ImageFolder.Load(catalog, folder);
    }
}
