using System.Reflection;
using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>
/// Images are decoded by the package MLExtensions.Images, which alone needs Microsoft.ML.ImageAnalytics. It is found by name, so that a loaded model needs nothing to be registered.
/// </summary>
internal static class ImageReading
{
    /// <summary>The type that MLExtensions.Images has for this, with the methods below.</summary>
    private const string TypeName = "MLExtensions.Images.ImageColumns, MLExtensions.Images";

    private static readonly Lazy<Type> s_type = new(() => Type.GetType(TypeName, throwOnError: false) ?? throw new InvalidOperationException(
        "A feature column of images needs the package MLExtensions.Images, which is not there. Add it to the project: dotnet add package MLExtensions.Images."));

    /// <summary>Height and width of the first image of a column.</summary>
    public static (int Height, int Width) FirstSize(ColumnRows rows, DataViewSchema.Column column, bool isFile) =>
        Method<Func<ColumnRows, DataViewSchema.Column, bool, (int, int)>>(nameof(FirstSize))(rows, column, isFile);

    /// <summary>Fills a span with the pixels of the current row's image.</summary>
    public static SpanReader CreateReader(DataViewRow row, DataViewSchema.Column column, ImageFormat format) =>
        Method<Func<DataViewRow, DataViewSchema.Column, ImageFormat, SpanReader>>(nameof(CreateReader))(row, column, format);

    /// <summary>The type of a column of images of any size.</summary>
    public static DataViewType ImageType() => Method<Func<DataViewType>>(nameof(ImageType))();

    private static TDelegate Method<TDelegate>(string name)
        where TDelegate : Delegate => s_type.Value.GetMethod(name, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<TDelegate>();
}
