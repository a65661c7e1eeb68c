using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Images.Tests;

/// <summary>Images that cannot be read: in training an error that names column and row, in scoring a row without a score whose neighbours are untouched.</summary>
[TestClass]
public sealed class BadImageTests
{
    private const int Rows = 24;
    private const int Bad = 13;

    private readonly MLContext _context = new(seed: 1);

    public static IEnumerable<object[]> BadFiles =>
    [
        ["no bytes", Array.Empty<byte>(), "column 'Image' has no image"],
        ["bytes of something else", new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, "column 'Image' has 8 bytes that are no image"],
        ["a PNG's beginning", new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }, "column 'Image' has 8 bytes that are no image"],
    ];

    [TestMethod]
    [DynamicData(nameof(BadFiles))]
    public void File_ThatCannotBeRead(string name, byte[] bytes, string message)
    {
        Assert.IsNotEmpty(name);
        PictureFile[] good = Files(), bad = Files(), first = Files();
        bad[Bad].Image = bytes;
        first[0].Image = bytes;

        Contains(Fails(bad), $"row {Bad}: {message}", "Mend such rows or leave them out");
        Contains(Fails(first), $"row 0: {message}");

        ITransformer model = Keys().Append(Trainer()).Fit(View(good));
        CheckScores(model.Transform(View(good)), model.Transform(View(bad)));
        using var engine = _context.Model.CreatePredictionEngine<PictureFile, PicturePrediction>(
            model.Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(View(good)))));
        PicturePrediction prediction = engine.Predict(bad[Bad]);
        Assert.IsTrue(prediction.Score.All(float.IsNaN));
        Assert.IsTrue(string.IsNullOrEmpty(prediction.PredictedLabel));
        Assert.IsTrue(engine.Predict(good[Bad]).Score.All(float.IsFinite));

        string Fails(PictureFile[] rows) => Assert.ThrowsExactly<InvalidOperationException>(() => Keys().Append(Trainer()).Fit(View(rows))).Message;
    }

    [TestMethod]
    public void Image_ThatIsNullOrDisposedOf()
    {
        PictureRow[] good = Images(), without = Images(), disposed = Images(), first = Images();
        without[Bad].Image = null;
        disposed[Bad].Image!.Dispose();
        first[0].Image = null;

        Contains(Fails(without), $"row {Bad}: column 'Image' has no image");
        Contains(Fails(first), "row 0: column 'Image' has no image");
        Contains(Fails(disposed), $"row {Bad}: column 'Image' has an image that cannot be read");
        ITransformer model = Keys().Append(Trainer()).Fit(View(good));
        CheckScores(model.Transform(View(good)), model.Transform(View(without)));
        CheckScores(model.Transform(View(good)), model.Transform(View(disposed)));

        string Fails(PictureRow[] rows) => Assert.ThrowsExactly<InvalidOperationException>(() => Keys().Append(Trainer()).Fit(View(rows))).Message;
    }

    [TestMethod]
    [DataRow(null, DisplayName = "a file that is gone")]
    [DataRow(new byte[0], DisplayName = "a file without bytes")]
    [DataRow(new byte[] { 1, 2, 3 }, DisplayName = "a file of something else")]
    public void FileOfAFolder_ThatCannotBeRead(byte[]? bytes)
    {
        using Pictures pictures = new Pictures().Fill(8);
        IDataView images = _context.Data.LoadImagesFromFolder(pictures.Root);
        ITransformer model = Keys().Append(Trainer()).Fit(images);
        float[][] expected = [.. model.Transform(images).GetColumn<float[]>("Score")];
        Spoil("green/005.png");
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Keys().Append(Trainer()).Fit(images)).Message;
        Contains(message, $"row {Bad}: column 'Image' has an image that cannot be read");
        float[][] found = [.. model.Transform(images).GetColumn<float[]>("Score")];
        for (int row = 0; row < Rows; row++)
        {
            Assert.IsTrue(row == Bad ? found[row].All(float.IsNaN) : expected[row].SequenceEqual(found[row]), $"row {row}");
        }

        Spoil("blue/000.png");
        message = Assert.ThrowsExactly<InvalidOperationException>(() => Keys().Append(Trainer()).Fit(images)).Message;
        Contains(message, "row 0: column 'Image' has an image that cannot be read");

        void Spoil(string name)
        {
            File.Delete(Path.Combine(pictures.Root, name));
            if (bytes is not null)
            {
                pictures.Write(name, bytes);
            }
        }
    }

    [TestMethod]
    public void Vectors_ThatDoNotFitTheirShape_AreNamed()
    {
        IDataView rows = _context.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(i => new PixelRow { Label = Pictures.Labels[i % 3] }));
        IDataView view = _context.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        Check("Flat", new ImageInput { Height = 7, Width = 8, Channels = 3 }, "'Flat' is Vector<Single>", "3 x 7 x 8 pixels; they have 192");
        Check("Flat", new ImageInput(), "'Flat' is Vector<Single>", "they have 192", "Channels, Height and Width");
        Check("Image", new ImageInput { Channels = 1 }, "1 x 8 x 8 pixels; they have 192");

        void Check(string column, ImageInput input, params string[] parts) => Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.Network(With(column, input)).Fit(view)).Message, parts);
    }

    [TestMethod]
    public void Vectors_OfAnotherSizeThanInTraining_AreNamed()
    {
        PixelRow[] rows = [.. Enumerable.Range(0, Rows).Select(i => new PixelRow { Label = Pictures.Labels[i % 3], Image = [.. Enumerable.Range(0, 192).Select(j => (float)(i * j % 17))] })];
        IDataView view = _context.Data.LoadFromEnumerable(rows);
        ITransformer model = Keys().Append(_context.MulticlassClassification.Trainers.Network(With("Image", new ImageInput()))).Fit(view);
        IDataView files = View(Files());
        Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(files)).Message, "'Image'", "VarVector<Byte>", "fitted on vectors of 192 pixels");

        // A pixel that is no number: no score.
        PixelRow[] strange = [.. rows];
        strange[Bad] = new PixelRow { Label = "red", Image = [.. rows[Bad].Image[..191], float.NaN] };
        CheckScores(model.Transform(view), model.Transform(_context.Data.LoadFromEnumerable(strange)));
        string message = Assert.ThrowsExactly<InvalidOperationException>(() =>
            Keys().Append(_context.MulticlassClassification.Trainers.Network(With("Image", new ImageInput()))).Fit(_context.Data.LoadFromEnumerable(strange))).Message;
        Contains(message, "NaN in column 'Image', slot 191, row 13");
    }

    [TestMethod]
    public void Options_ThatImagesCannotHave_AreNamed()
    {
        IDataView view = Keys().Fit(View(Files())).Transform(View(Files()));
        Check(new ImageInput { Channels = 2 }, "ImageInput.Channels is 2 for column 'Image'");
        Check(new ImageInput { Augmentation = new ImageAugmentation { CropPadding = 8 } }, "CropPadding is 8", "at most 7");
        Check(new ImageInput { Channels = 1, Augmentation = new ImageAugmentation { Saturation = 0.5f } }, "Saturation is 0.5", "3 channels");
        Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.Network(With("Stamp", new ImageInput())).Fit(view)).Message, "'Stamp' is DateTime", "an MLImage");

        void Check(ImageInput input, params string[] parts) =>
            Contains(Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.Network(With("Image", input)).Fit(view)).Message, parts);
    }

    private static NetworkTrainerOptions With(string column, ImageInput input) => new()
    {
        FeatureColumnNames = [column],
        ColumnInputs = new Dictionary<string, ColumnInput> { [column] = input },
        Architecture = new Convolutional { Channels = [2], KernelSizes = [3] },
        Epochs = 1,
    };

    private static PictureFile[] Files()
    {
        using var pictures = new Pictures();
        return [.. Enumerable.Range(0, Rows).Select(i => new PictureFile { Image = pictures.Png(Pictures.Labels[i % 3], i), Label = Pictures.Labels[i % 3] })];
    }

    private static PictureRow[] Images() => [.. Enumerable.Range(0, Rows).Select(i => new PictureRow { Image = Pictures.Create(Pictures.Labels[i % 3], i), Label = Pictures.Labels[i % 3] })];

    private static void Contains(string message, params string[] parts)
    {
        foreach (string part in parts)
        {
            StringAssert.Contains(message, part);
        }
    }

    /// <summary>All rows but one have the same scores; that one has none, and no label.</summary>
    private static void CheckScores(IDataView good, IDataView bad)
    {
        float[][] expected = [.. good.GetColumn<float[]>("Score")], found = [.. bad.GetColumn<float[]>("Score")];
        uint[] labels = [.. bad.GetColumn<uint>("PredictedLabel")];
        Assert.HasCount(Rows, found);
        for (int row = 0; row < Rows; row++)
        {
            Assert.IsTrue(row == Bad ? found[row].All(float.IsNaN) : expected[row].SequenceEqual(found[row]), $"row {row}");
            Assert.AreEqual(row == Bad, labels[row] == 0, $"row {row}");
        }
    }

    private NetworkTrainer Trainer() => _context.MulticlassClassification.Trainers.Network(ImageNetworkTests.Options() with { Epochs = 1 });

    private IEstimator<ITransformer> Keys() => _context.Transforms.Conversion.MapValueToKey("Label");

    private IDataView View<T>(T[] rows)
        where T : class => _context.Data.LoadFromEnumerable(rows);
}
