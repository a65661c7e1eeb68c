using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Images.Tests;

/// <summary>Folders as data.</summary>
[TestClass]
public sealed class LoadImagesFromFolderTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Folder_GivesImagesWithTheNamesOfTheirSubFolders_InTheOrderOfTheirPaths()
    {
        using var pictures = new Pictures();
        byte[] png = pictures.Png("red", 1);
        foreach (string name in new[] { "b/2.PNG", "b/10.png", "a/deep/er/x.jpeg", "a/y.bmp", "c/z.jpg" })
        {
            pictures.Write(name, name.EndsWith("bmp", StringComparison.Ordinal) ? Bmp(3, 2) : png);
        }

        pictures.Write("a/notes.txt", [1, 2, 3]);
        pictures.Write("a/picture.gif", [1, 2, 3]);
        pictures.Write("lonely.png", png);
        Directory.CreateDirectory(Path.Combine(pictures.Root, "empty"));

        IDataView view = _context.Data.LoadImagesFromFolder(pictures.Root);

        CollectionAssert.AreEqual(new[] { "a", "a", "b", "b", "c" }, view.GetColumn<string>("Label").ToArray());
        CollectionAssert.AreEqual(
            new[] { "a/deep/er/x.jpeg", "a/y.bmp", "b/10.png", "b/2.PNG", "c/z.jpg" },
            view.GetColumn<string>("ImagePath").Select(path => Path.GetRelativePath(pictures.Root, path).Replace('\\', '/')).ToArray());
        using var cursor = view.GetRowCursor([view.Schema["Image"]]);
        var getter = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        MLImage image = null!;
        List<(int Height, int Width)> sizes = [];
        while (cursor.MoveNext())
        {
            getter(ref image);
            sizes.Add((image.Height, image.Width));
        }

        CollectionAssert.AreEqual(new[] { (8, 8), (2, 3), (8, 8), (8, 8), (8, 8) }, sizes);
    }

    [TestMethod]
    public void Folder_WithASlashBehindOrARelativePath_IsTheSame()
    {
        using var pictures = new Pictures();
        pictures.Fill(1);
        string[] expected = [.. _context.Data.LoadImagesFromFolder(pictures.Root).GetColumn<string>("ImagePath")];
        Assert.HasCount(3, expected);
        CollectionAssert.AreEqual(expected, _context.Data.LoadImagesFromFolder(pictures.Root + "/").GetColumn<string>("ImagePath").ToArray());
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, pictures.Root);
        CollectionAssert.AreEqual(expected, _context.Data.LoadImagesFromFolder(relative).GetColumn<string>("ImagePath").ToArray());
    }

    [TestMethod]
    public void Folder_ThatIsMissingOrHasNoImages_IsNamed()
    {
        using var pictures = new Pictures();
        string missing = Path.Combine(pictures.Root, "missing");
        StringAssert.Contains(Assert.ThrowsExactly<DirectoryNotFoundException>(() => _context.Data.LoadImagesFromFolder(missing)).Message, missing);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _context.Data.LoadImagesFromFolder(pictures.Root)).Message, pictures.Root);

        // An image beside the sub-folders has no label.
        pictures.Write("lonely.png", pictures.Png("red", 1));
        pictures.Write("a/notes.txt", [1]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _context.Data.LoadImagesFromFolder(pictures.Root)).Message, "one sub-folder a label");
        Assert.ThrowsExactly<ArgumentException>(() => _context.Data.LoadImagesFromFolder(""));
        Assert.ThrowsExactly<ArgumentNullException>(() => _context.Data.LoadImagesFromFolder(null!));
    }

    /// <summary>A bitmap of 24 bits, rows from below, each on a multiple of four bytes.</summary>
    private static byte[] Bmp(int width, int height)
    {
        int stride = ((3 * width) + 3) / 4 * 4;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(54 + (stride * height));
        writer.Write(0);
        writer.Write(54);
        writer.Write(40);
        writer.Write(width);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(new byte[24]);
        writer.Write(new byte[stride * height]);
        return stream.ToArray();
    }
}
