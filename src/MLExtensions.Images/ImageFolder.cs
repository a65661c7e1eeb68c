using Microsoft.ML;

namespace MLExtensions.Images;

/// <summary>Finds the images of a folder.</summary>
internal static class ImageFolder
{
    private static readonly string[] s_extensions = [".png", ".jpg", ".jpeg", ".bmp"];

    public static IDataView Load(DataOperationsCatalog catalog, string folder)
    {
        string root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"There is no folder '{root}'.");
        }

        ImageFile[] files =
        [
            .. from label in Directory.EnumerateDirectories(root)
               from path in Directory.EnumerateFiles(label, "*", SearchOption.AllDirectories)
               where s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
               select new ImageFile { Label = Path.GetFileName(label), ImagePath = path },
        ];
        if (files.Length == 0)
        {
            throw new ArgumentException($"No sub-folder of '{root}' has an image ({string.Join(", ", s_extensions)}); expected one sub-folder a label.", nameof(folder));
        }

        Array.Sort(files, (a, b) => string.CompareOrdinal(a.ImagePath, b.ImagePath));
        var context = new MLContext();
        var paths = catalog.LoadFromEnumerable(files);
        return context.Transforms.LoadImages("Image", imageFolder: null, "ImagePath").Fit(paths).Transform(paths);
    }
}
