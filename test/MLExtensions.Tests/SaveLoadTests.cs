using Microsoft.ML;

namespace MLExtensions.Tests;

/// <summary>A network saves in the ordinary model file, loads with nothing registered, in a fresh process too. Damaged files are in <see cref="BadInput.BadModelFileTests"/>.</summary>
[TestClass]
public sealed class SaveLoadTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow("Color")]
    [DataRow("Grade")]
    [DataRow("Label")]
    [DataRow("Target")]
    public void LoadedModel_GivesTheSameSchemaAndScores(string labelColumn)
    {
        var data = TestData.View(_context, TestData.Points(300));
        var model = _context.Transforms.NormalizeMinMax("Features")
            .Append(_context.Transforms.Conversion.MapValueToKey("Key", labelColumn))
            .Append(_context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 2))
            .Fit(TestData.View(_context, TestData.Points(300).Take(40)));

        var other = new MLContext();
        var loaded = other.Model.Load(new MemoryStream(Saved(model, data)), out var schema);

        Assert.AreEqual(ColumnReading.Describe(data.Schema), ColumnReading.Describe(schema));
        var expected = model.Transform(data);
        var actual = loaded.Transform(data);
        Assert.AreEqual(ColumnReading.Describe(expected.Schema["Score"]), ColumnReading.Describe(actual.Schema["Score"]));
        Assert.AreEqual(ColumnReading.Describe(expected.Schema["PredictedLabel"]), ColumnReading.Describe(actual.Schema["PredictedLabel"]));
        CollectionAssert.AreEqual(expected.Vectors("Score").SelectMany(row => row).ToArray(), actual.Vectors("Score").SelectMany(row => row).ToArray());
        CollectionAssert.AreEqual(expected.Values<uint>("PredictedLabel"), actual.Values<uint>("PredictedLabel"));
    }

    [TestMethod]
    public void LoadedModel_KeepsItsHistoryAndTable()
    {
        var data = TestData.View(_context, TestData.Points(100));
        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 3).Fit(data);

        var loaded = (NetworkTransformer)new MLContext().Model.Load(new MemoryStream(Saved(model, data)), out _);

        Assert.AreEqual(model.ToString(), loaded.ToString());
        CollectionAssert.AreEqual(
            model.Model.History!.Epochs.Select(epoch => epoch.TrainingLoss).ToList(), loaded.Model.History!.Epochs.Select(epoch => epoch.TrainingLoss).ToList());
    }

    [TestMethod]
    public void AFreshProcessThatNamesNothingOfMLExtensions_LoadsAndPredicts()
    {
        var data = TestData.View(_context, TestData.Points(200));
        var model = _context.BinaryClassification.Trainers.FeedForward(epochs: 2).Fit(data);
        string path = Path.GetTempFileName();
        try
        {
            _context.Model.Save(model, data.Schema, path);
            var row = model.Transform(TestData.View(_context, [new TestData.Point { Features = [1, 0, 0, 1] }]));

            string[] lines = FreshProcess.Run(path);

            CollectionAssert.AreEqual(
                (string[])
                [
                    $"PredictedLabel Boolean {row.Values<bool>("PredictedLabel")[0]}",
                    $"Score Single {row.Values<float>("Score")[0]:R}",
                    $"Probability Single {row.Values<float>("Probability")[0]:R}",
                ],
                lines);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void TheNetworkInAFile_IsASafetensorsFileOfItsOwn()
    {
        var data = TestData.View(_context, TestData.Points(100));
        var model = _context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(data);

        var file = Networks.Safetensors.Read(new MemoryStream(ModelArchive.Entry(Saved(model, data), "network.safetensors")));

        CollectionAssert.AreEqual(
            (string[])["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "input.numbers.mean", "input.numbers.scale"], file.Tensors.Select(tensor => tensor.Name).ToArray());
        CollectionAssert.AreEqual(model.Model.Module.Parameters[0].Values.ToArray(), file.Tensors[0].Values.ToArray());
    }

    private byte[] Saved(ITransformer model, IDataView data) => ModelArchive.Save(_context, model, data);
}
