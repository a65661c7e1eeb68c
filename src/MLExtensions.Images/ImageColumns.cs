using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLExtensions.Images;

/// <summary>Reads columns of images for a network. MLExtensions finds it by name (<c>ImageReading</c>).</summary>
internal static class ImageColumns
{
    /// <summary>The type of a column of images of any size.</summary>
    public static DataViewType ImageType() => new ImageDataViewType();

    /// <summary>Height and width of the first image of a column.</summary>
    /// <exception cref="InvalidOperationException">There is no row, or the image cannot be read.</exception>
    public static (int Height, int Width) FirstSize(ColumnRows rows, DataViewSchema.Column column, bool isFile)
    {
        (int Height, int Width)? size = null;
        try
        {
            if (isFile)
            {
                rows.Read<VBuffer<byte>>((file, _) =>
                {
                    using var image = Decode(column.Name, file);
                    size = (image.Height, image.Width);
                    return false;
                });
            }
            else
            {
                rows.Read<MLImage?>((image, _) =>
                {
                    size = image is null ? throw Missing(column.Name) : (image.Height, image.Width);
                    return false;
                });
            }
        }
        catch (Exception exception) when (exception is UnreadableValueException || IsOfTheImage(exception))
        {
            string words = exception is UnreadableValueException ? exception.Message : Unreadable(column.Name, exception).Message;
            throw new InvalidOperationException($"The training data, row {rows.Position}: {words}", exception);
        }

        return size ?? throw new InvalidOperationException($"The training data has no rows to use: column '{column.Name}' has no image to take Height and Width of.");
    }

    /// <summary>Fills a span with the pixels of the current row's image, [channels, height, width].</summary>
    public static SpanReader CreateReader(DataViewRow row, DataViewSchema.Column column, ImageFormat format)
    {
        var pixels = new ImagePixels(format);
        string name = column.Name;
        SpanReader reader = format.Source == ImageSource.File ? Files(row, column, pixels) : Images(row, column, pixels);
        return values =>
        {
            try
            {
                reader(values);
            }
            catch (Exception exception) when (IsOfTheImage(exception))
            {
                throw Unreadable(name, exception);
            }
        };
    }

    private static SpanReader Files(DataViewRow row, DataViewSchema.Column column, ImagePixels pixels)
    {
        var files = row.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> file = default;
        return values =>
        {
            files(ref file);
            using var image = Decode(column.Name, file);
            pixels.Fill(image, values);
        };
    }

    private static SpanReader Images(DataViewRow row, DataViewSchema.Column column, ImagePixels pixels)
    {
        // Whoever gives the images disposes of each as the next is asked for, into the same variable.
        var images = row.GetGetter<MLImage?>(column);
        MLImage? current = null;
        return values =>
        {
            images(ref current);
            pixels.Fill(current ?? throw Missing(column.Name), values);
        };
    }

    private static MLImage Decode(string column, in VBuffer<byte> file)
    {
        if (file.Length == 0)
        {
            throw Missing(column);
        }

        byte[] bytes = file.IsDense ? file.GetValues().ToArray() : [.. file.DenseValues()];
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            return MLImage.CreateFromStream(stream);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new UnreadableValueException(
                $"column '{column}' has {bytes.Length} bytes that are no image that can be read ({exception.Message}). Expected a PNG, JPEG or BMP file. Mend such rows or leave them out.", exception);
        }
    }

    /// <summary>Whether an exception is about one image: its file is not there or is none, or whoever gave it has disposed of it.</summary>
    private static bool IsOfTheImage(Exception exception) => exception is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException;

    private static UnreadableValueException Unreadable(string column, Exception exception) =>
        new($"column '{column}' has an image that cannot be read ({exception.Message}). Mend such rows or leave them out.", exception);

    private static UnreadableValueException Missing(string column) => new($"column '{column}' has no image. Mend such rows or leave them out.");
}
