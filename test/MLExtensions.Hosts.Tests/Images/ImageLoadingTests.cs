using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLExtensions.Hosts.Tests.Images;

[TestClass]
public sealed class ImageLoadingTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void LoadRawImageBytes_GivesTheFilesAsTheyAre()
    {
        Named[] rows = [new() { File = "colour.png" }, new() { File = "" }, new() { File = "baseline.jpg" }];

        IDataView result = EstimatorContract.Check(_context, _context.Transforms.LoadRawImageBytes("Bytes", ImageFiles.Folder, "File"), rows);

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Byte), result.Schema["Bytes"].Type);
        byte[][] files = [.. result.GetColumn<byte[]>("Bytes")];
        CollectionAssert.AreEqual(ImageFiles.Read("colour.png"), files[0]);
        Assert.IsEmpty(files[1]);
        CollectionAssert.AreEqual(ImageFiles.Read("baseline.jpg"), files[2]);
    }

    [TestMethod]
    public void LoadImages_GivesImagesWithTheirPathAsTag()
    {
        IDataView result = Load("colour.png", "", "baseline.jpg");

        Assert.IsTrue(new ImageDataViewType().Equals(result.Schema["Image"].Type));
        Assert.AreEqual("Image", result.Schema["Image"].Type.ToString());
        var seen = new List<(string, int, int)?>();
        Each(result, image => seen.Add(image is null ? null : (image.Tag, image.Width, image.Height)));
        CollectionAssert.AreEqual(
            new (string, int, int)?[] { (ImageFiles.PathOf("colour.png"), 6, 4), null, (ImageFiles.PathOf("baseline.jpg"), 24, 16) }, seen);
    }

    [TestMethod]
    public void LoadImages_DisposesTheImagesOfPastRows()
    {
        var seen = new List<MLImage>();
        Each(Load("colour.png", "colour.bmp"), image => seen.Add(image!));

        Assert.HasCount(2, seen);
        foreach (MLImage image in seen)
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => image.Width);
        }
    }

    /// <summary>A trap of ML.NET: what keeps rows, keeps no images.</summary>
    [TestMethod]
    public void CacheAndShuffleRows_LeaveImagesOut()
    {
        IDataView data = Load("colour.png", "baseline.jpg");

        foreach (IDataView kept in new[] { _context.Data.Cache(data, "Number"), _context.Data.ShuffleRows(data) })
        {
            CollectionAssert.AreEqual(new[] { "File", "Number" }, kept.Schema.Select(column => column.Name).ToArray());
            CollectionAssert.AreEquivalent(new[] { "colour.png", "baseline.jpg" }, kept.GetColumn<string>("File").ToArray());
        }

        Assert.IsNotNull(_context.Data.TrainTestSplit(data).TrainSet.Schema.GetColumnOrNull("Image"));
    }

    [TestMethod]
    public void LoadImages_OfUnreadableFiles_Throws()
    {
        string empty = Path.GetTempFileName();
        try
        {
            Assert.ThrowsExactly<ArgumentException>(() => Each(Load("colour.png", empty), _ => { }));
            Assert.Throws<IOException>(() => Each(Load("there is none.png"), _ => { }));
        }
        finally
        {
            File.Delete(empty);
        }
    }

    [TestMethod]
    public void LoadImages_WithUnsuitableInput_Throws()
    {
        SchemaShape shape = EstimatorContract.ShapeOf<Named>(_context);
        IDataView data = _context.Data.LoadFromEnumerable([new Named()]);

        Assert.ThrowsExactly<ArgumentException>(() => _context.Transforms.LoadImages("Image", Path.Combine(ImageFiles.Folder, "none"), "File"));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => _context.Transforms.LoadImages("Image", ImageFiles.Folder, "Length").GetOutputSchema(shape)).Message,
            "Length");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.LoadImages("Image", ImageFiles.Folder, "Number").Fit(data)).Message,
            "Number");
    }

    [TestMethod]
    public void ImageDataViewType_IsEqualWhereTheSizesAre()
    {
        var type = new ImageDataViewType(2, 3);
        Assert.IsTrue(type.Equals(new ImageDataViewType(2, 3)));
        Assert.AreEqual(type.GetHashCode(), new ImageDataViewType(2, 3).GetHashCode());
        Assert.IsFalse(type.Equals(new ImageDataViewType(3, 2)));
        Assert.IsFalse(type.Equals(new ImageDataViewType()));
        Assert.IsFalse(type.Equals(NumberDataViewType.Byte));
        Assert.AreEqual("Image<2, 3>", type.ToString());
        Assert.AreEqual(typeof(MLImage), new ImageDataViewType().RawType);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ImageDataViewType(40_000, 40_000));
    }

    private static void Each(IDataView data, Action<MLImage?> look)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Image"]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(data.Schema["Image"]);
        MLImage image = null!;
        while (cursor.MoveNext())
        {
            getter(ref image);
            look(image);
        }
    }

    private IDataView Load(params string[] files)
    {
        IDataView data = _context.Data.LoadFromEnumerable(files.Select(file => new Named { File = file }));
        return _context.Transforms.LoadImages("Image", ImageFiles.Folder, "File").Fit(data).Transform(data);
    }
}
