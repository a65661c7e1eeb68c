using MLExtensions.Networks;
using MLExtensions.Tests.Harness;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Images.Tests;

/// <summary>Networks on columns of images: fitted, asked, saved and loaded, from files, bytes and pixels.</summary>
[TestClass]
public sealed class ImageNetworkTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void NetworkOfAFolder_IsFitted_AndPredictsTheSameAfterItWasSaved()
    {
        using Pictures training = new Pictures().Fill(20), test = new();
        foreach (string label in Pictures.Labels)
        {
            for (int i = 0; i < 10; i++)
            {
                test.Write($"{label}/{i}.png", test.Png(label, 5000 + i));
            }
        }

        ITransformer model = Pipeline(Options()).Fit(_context.Data.LoadImagesFromFolder(training.Root));
        IDataView unseen = _context.Data.LoadImagesFromFolder(test.Root), scored = model.Transform(unseen);
        string[] labels = [.. unseen.GetColumn<string>("Label")], predicted = [.. scored.GetColumn<string>("PredictedLabel")];
        Assert.HasCount(30, predicted);
        Assert.IsGreaterThanOrEqualTo(28, labels.Zip(predicted).Count(pair => pair.First == pair.Second));

        float[][] scores = Scores(scored);
        string path = Path.Combine(training.Root, "model.zip");
        _context.Model.Save(model, _context.Data.LoadImagesFromFolder(training.Root).Schema, path);
        foreach (var context in new[] { _context, new MLContext() })
        {
            ITransformer loaded = context.Model.Load(path, out _);
            CheckSame(scores, Scores(loaded.Transform(context.Data.LoadImagesFromFolder(test.Root))));
        }
    }

    [TestMethod]
    public void FilesAsBytes_AreAsTheImages_AlsoInAPredictionEngine()
    {
        using Pictures pictures = new Pictures().Fill(15);
        IDataView images = _context.Data.LoadImagesFromFolder(pictures.Root);
        IDataView raw = _context.Transforms.LoadRawImageBytes("Image", imageFolder: "", "ImagePath").Fit(images).Transform(_context.Transforms.DropColumns("Image").Fit(images).Transform(images));
        PictureFile[] rows = [.. images.GetColumn<string>("ImagePath").Zip(images.GetColumn<string>("Label"), (path, label) => new PictureFile { Image = File.ReadAllBytes(path), Label = label })];
        IDataView files = _context.Data.LoadFromEnumerable(rows);

        float[][] expected = Scores(Pipeline(Options()).Fit(images).Transform(images));
        CheckSame(expected, Scores(Pipeline(Options()).Fit(raw).Transform(raw)));
        ITransformer model = Pipeline(Options()).Fit(files);
        CheckSame(expected, Scores(model.Transform(files)));

        // A network of files has to be loaded where nobody has mentioned MLExtensions.Images.
        string path = Path.Combine(pictures.Root, "model.zip");
        _context.Model.Save(model, files.Schema, path);
        var context = new MLContext();
        using var engine = context.Model.CreatePredictionEngine<PictureFile, PicturePrediction>(context.Model.Load(path, out _));
        for (int i = 0; i < rows.Length; i++)
        {
            PicturePrediction prediction = engine.Predict(rows[i]);
            CheckSame([expected[i]], [prediction.Score]);
            Assert.AreEqual(rows[i].Label, prediction.PredictedLabel);
        }
    }

    [TestMethod]
    public void ImagesOfAClass_GoThroughAPredictionEngine()
    {
        PictureRow[] rows = [.. Enumerable.Range(0, 60).Select(i => new PictureRow { Image = Pictures.Create(Pictures.Labels[i % 3], i), Label = Pictures.Labels[i % 3] })];
        IDataView view = _context.Data.LoadFromEnumerable(rows);
        ITransformer model = Pipeline(Options()).Fit(view);
        float[][] expected = Scores(model.Transform(view));
        using var engine = _context.Model.CreatePredictionEngine<PictureRow, PicturePrediction>(model);
        for (int i = 0; i < rows.Length; i++)
        {
            PicturePrediction prediction = engine.Predict(rows[i]);
            CheckSame([expected[i]], [prediction.Score]);
            Assert.AreEqual(rows[i].Label, prediction.PredictedLabel);
        }

        Assert.IsTrue(string.IsNullOrEmpty(engine.Predict(new PictureRow()).PredictedLabel));
    }

    [TestMethod]
    public void VectorsOfPixels_AreAsTheImages()
    {
        using Pictures pictures = new Pictures().Fill(15);
        IDataView images = _context.Data.LoadImagesFromFolder(pictures.Root);
        float[][] expected = Scores(Pipeline(Options()).Fit(images).Transform(images));
        IDataView extracted = _context.Transforms.ResizeImages("Image", 8, 8).Append(_context.Transforms.ExtractPixels("Image")).Fit(images).Transform(images);
        Assert.AreEqual(3 * 8 * 8, ((VectorDataViewType)extracted.Schema["Image"].Type).Size);
        CheckSame(expected, Scores(Pipeline(Options()).Fit(extracted).Transform(extracted)));
    }

    [TestMethod]
    public void ImagesOfManySizes_AndGreyOnes_AreBroughtToOne()
    {
        PictureFile[] rows;
        using (var pictures = new Pictures())
        {
            rows = [.. Enumerable.Range(0, 60).Select(i => new PictureFile { Image = pictures.Png(Pictures.Labels[i % 3], i, 6 + (i % 7), 12 - (i % 5)), Label = Pictures.Labels[i % 3] })];
        }

        IDataView view = _context.Data.LoadFromEnumerable(rows);
        var options = Options(new ImageInput { Height = 8, Width = 8, Fit = ImageFit.Pad, Augmentation = new ImageAugmentation { FlipHorizontally = true, CropPadding = 1, Brightness = 0.1f } });
        string[] predicted = [.. Pipeline(options).Fit(view).Transform(view).GetColumn<string>("PredictedLabel")];
        Assert.IsGreaterThanOrEqualTo(57, predicted.Zip(rows).Count(pair => pair.First == pair.Second.Label));

        // A PNG of one channel, of four pixels 0, 80, 160 and 240: what PIL 9.4 writes for Image.new("L", (2, 2)).
        byte[] grey = Convert.FromHexString(
            "89504E470D0A1A0A0000000D494844520000000200000002080000000057DD52F80000000E49444154789C6360086058F00100037601E13D5B24B80000000049454E44AE426082");
        var sizes = new List<string>();
        _context.Log += (_, message) => sizes.Add(message.Message);
        PictureFile[] with = [.. rows, new PictureFile { Image = grey, Label = "red" }];
        float[][] scores = Scores(Pipeline(Options(new ImageInput { Height = 2, Width = 2 })).Fit(view).Transform(_context.Data.LoadFromEnumerable(with)));
        Assert.IsTrue(scores[^1].All(float.IsFinite));
        Assert.IsTrue(sizes.Exists(line => line.Contains("Column 'Image': images of 3 x 2 x 2", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void OneChannel_IsEnoughForShapes_NotForColors()
    {
        using Pictures pictures = new Pictures().Fill(4);
        IDataView images = _context.Data.LoadImagesFromFolder(pictures.Root);
        ITransformer model = Pipeline(Options(new ImageInput { Channels = 1 })).Fit(images);
        Assert.IsTrue(Scores(model.Transform(images)).All(row => row.All(float.IsFinite)));
    }

    [TestMethod]
    public void Files_KeepEveryPromiseOfAnEstimator()
    {
        PictureFile[] rows;
        using (var pictures = new Pictures())
        {
            rows = [.. Enumerable.Range(0, 90).Select(i => new PictureFile { Image = pictures.Png(Pictures.Labels[i % 3], i), Label = Pictures.Labels[i % 3] })];
        }

        EstimatorHarness.Check(new EstimatorCase
        {
            Name = "ImageInput of files",
            Context = _context,
            Estimator = _context.MulticlassClassification.Trainers.Network(Options()),
            Valid = Data(rows, nameof(PictureFile.Image)),
            Invalid = [new("Image", Data(rows, nameof(PictureFile.Stamp))), new("Image", Data(rows, ""))],
        });
    }

    /// <summary>Images cannot be cached, so their rows come in their own order only; and ML.NET leaves their column out of a schema that it saves.</summary>
    [TestMethod]
    public void Images_KeepEveryPromiseOfAnEstimator()
    {
        PictureRow[] rows = [.. Enumerable.Range(0, 90).Select(i => new PictureRow { Image = Pictures.Create(Pictures.Labels[i % 3], i), Label = Pictures.Labels[i % 3] })];
        IDataView view = _context.Data.LoadFromEnumerable(rows);
        var key = _context.Transforms.Conversion.MapValueToKey("Label");
        var shape = key.GetOutputSchema(_context.Transforms.CustomMapping<Nothing, PictureRow>((_, _) => { }, null).GetOutputSchema(new SchemaShape([])));
        var violations = EstimatorHarness.Violations(new EstimatorCase
        {
            Name = "ImageInput of images",
            Context = _context,
            Estimator = _context.MulticlassClassification.Trainers.Network(Options()),
            Valid = new SampleData(key.Fit(view).Transform(view), shape),
        });
        Assert.IsEmpty(violations.Where(violation => violation.Promise != Promise.SavedCopyKeepsSchemas), string.Join(Environment.NewLine, violations));
    }

    internal static NetworkTrainerOptions Options(ImageInput? input = null) => new()
    {
        FeatureColumnNames = ["Image"],
        ColumnInputs = input is null ? new Dictionary<string, ColumnInput>() : new Dictionary<string, ColumnInput> { ["Image"] = input },
        Architecture = new Convolutional { Channels = [8], KernelSizes = [3] },
        Epochs = 12,
        BatchSize = 16,
        LearningRate = 0.02f,
        ValidationFraction = 0,
        Seed = 3,
    };

    private EstimatorChain<ITransformer> Pipeline(NetworkTrainerOptions options) => _context.Transforms.Conversion.MapValueToKey("Label")
        .Append(_context.MulticlassClassification.Trainers.Network(options))
        .Append((IEstimator<ITransformer>)_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    /// <summary>The rows with a member as the column of images, or without one.</summary>
    private SampleData Data(PictureFile[] rows, string member)
    {
        var definition = SchemaDefinition.Create(typeof(PictureFile));
        if (member != nameof(PictureFile.Image))
        {
            definition.RemoveAll(column => column.ColumnName == nameof(PictureFile.Image));
        }

        if (member.Length > 0)
        {
            definition[member].ColumnName = nameof(PictureFile.Image);
        }

        var key = _context.Transforms.Conversion.MapValueToKey("Label");
        IDataView view = _context.Data.LoadFromEnumerable(rows, definition);
        var shape = _context.Transforms.CustomMapping<Nothing, PictureFile>((_, _) => { }, null, null, definition).GetOutputSchema(new SchemaShape([]));
        return new SampleData(_context.Data.Cache(key.Fit(view).Transform(view)), key.GetOutputSchema(shape));
    }

    private static float[][] Scores(IDataView scored) => [.. scored.GetColumn<float[]>("Score")];

    private static void CheckSame(float[][] expected, float[][] found)
    {
        Assert.HasCount(expected.Length, found);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.HasCount(expected[row].Length, found[row]);
            Assert.IsTrue(expected[row].Zip(found[row]).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5), $"row {row}: {string.Join(' ', expected[row])} and {string.Join(' ', found[row])}");
        }
    }

    private sealed class Nothing
    {
    }
}
