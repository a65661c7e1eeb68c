using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLExtensions.Hosts.Tests.Images;

/// <summary>Pipelines of images in model files, of either host and of this one.</summary>
[TestClass]
public sealed class ImageModelFileTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow("ml-net")]
    [DataRow("stand-in")]
    public void Load_OfImagesFromEitherHost_TransformsAsFitted(string host) =>
        IsPictureModel(_context.Model.Load(Path.Combine(AppContext.BaseDirectory, "Models", $"{host}-images.zip"), out _));

    [TestMethod]
    public void SaveAndLoad_OnThisHost_TransformsAsFitted()
    {
        ITransformer model = PictureModel.Fit(_context);

        IsPictureModel(model);
        IsPictureModel(EstimatorContract.SaveAndLoad(_context, model, PictureModel.Data(_context, "")));
    }

    /// <summary>Columns 1 and 4 of the four rows of colour.png, whose colours are 40 x, 60 y and (7 x + 50 y) mod 256.</summary>
    private void IsPictureModel(ITransformer model)
    {
        IDataView result = model.Transform(PictureModel.Data(_context, ImageFiles.PathOf("colour.png")));

        Assert.IsTrue(new ImageDataViewType().Equals(result.Schema["Image"].Type));
        Assert.IsTrue(new ImageDataViewType(4, 2).Equals(result.Schema["Small"].Type));
        Assert.IsTrue(new ImageDataViewType(4, 2).Equals(result.Schema["Gray"].Type));
        Assert.AreEqual("Vector<Single, 4, 2, 4>", result.Schema["Pixels"].Type.ToString());
        Assert.AreEqual("Vector<Byte, 2, 4, 2>", result.Schema["PixelBytes"].Type.ToString());
        Assert.AreEqual("Vector<Single, 1, 4, 2>", result.Schema["GrayPixels"].Type.ToString());

        (int Red, int Green, int Blue)[] colours =
            [(40, 0, 7), (160, 0, 28), (40, 60, 57), (160, 60, 78), (40, 120, 107), (160, 120, 128), (40, 180, 157), (160, 180, 178)];
        float[] pixels = EstimatorContract.Vectors(result, "Pixels")[0];
        CollectionAssert.AreEqual(
            colours.SelectMany(colour => new[] { 255, colour.Green, colour.Blue, colour.Red }).Select(value => (value - 100) * 0.5f).ToArray(), pixels);
        CollectionAssert.AreEqual(
            colours.Select(colour => (byte)colour.Red).Concat(colours.Select(colour => (byte)colour.Blue)).ToArray(),
            result.GetColumn<byte[]>("PixelBytes").First());
        CollectionAssert.AreEqual(ImageFiles.Read("colour.png"), result.GetColumn<byte[]>("Bytes").First());
        float[] gray = EstimatorContract.Vectors(result, "GrayPixels")[0];
        for (int i = 0; i < colours.Length; i++)
        {
            Assert.AreEqual(0.3 * colours[i].Red + 0.59 * colours[i].Green + 0.11 * colours[i].Blue, gray[i], 1, $"at {i}");
        }
    }
}
