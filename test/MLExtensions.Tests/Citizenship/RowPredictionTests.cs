using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Citizenship;

/// <summary>Single predictions, with classes that name the columns and without any.</summary>
[TestClass]
public sealed class RowPredictionTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void AnEngineOverALoadedClassifier_GivesTheLabelAsText_AndAProbabilityAClass()
    {
        var points = TestData.Points(300);
        var view = TestData.View(_context, points);
        var model = SaveAndLoad(Classifier().Fit(view), view.Schema, out _);
        using var engine = _context.Model.CreatePredictionEngine<TestData.Point, ClassPrediction>(model);

        var predictions = points.Select(engine.Predict).ToArray();

        CollectionAssert.AreEqual(model.Transform(view).GetColumn<string>("Predicted").ToArray(), predictions.Select(prediction => prediction.Predicted).ToArray());
        Assert.IsGreaterThan(200, predictions.Zip(points).Count(pair => pair.First.Predicted == pair.Second.Color));
        foreach (var prediction in predictions)
        {
            Assert.HasCount(3, prediction.Score);
            Assert.AreEqual(1, prediction.Score.Sum(), 1e-5);
        }
    }

    [TestMethod]
    public void AnEngineOverABinaryNetwork_GivesLabelScoreAndProbability()
    {
        var points = TestData.Points(300);
        var view = TestData.View(_context, points);
        var model = _context.BinaryClassification.Trainers.FeedForward(epochs: 3).Fit(view);
        var scored = model.Transform(view);
        using var engine = _context.Model.CreatePredictionEngine<TestData.Point, BinaryPrediction>(model);

        var predictions = points.Select(engine.Predict).ToArray();

        CollectionAssert.AreEqual(scored.Values<bool>("PredictedLabel"), predictions.Select(prediction => prediction.PredictedLabel).ToArray());
        foreach (var (expected, prediction) in scored.Values<float>("Probability").Zip(predictions))
        {
            Assert.AreEqual(expected, prediction.Probability, 1e-5);
            Assert.AreEqual(1 / (1 + Math.Exp(-prediction.Score)), prediction.Probability, 1e-6);
        }
    }

    [TestMethod]
    public void ARowOfASchemaMadeAtRunTime_IsScored_WithoutAClassForItsColumns()
    {
        var points = TestData.Points(300);
        var view = TestData.View(_context, points);
        var model = _context.Regression.Trainers.Network(new() { LabelColumnName = "Target", FeatureColumnNames = ["Features", "Weight"], Epochs = 2 }).Fit(view);
        float[] expected = model.Transform(view).Values<float>("Score");
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Weight", NumberDataViewType.Single);
        builder.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, 4));
        var input = new ValueRow(builder.ToSchema());

        var mapper = model.GetRowToRowMapper(input.Schema);
        var score = mapper.OutputSchema["Score"];
        using var row = mapper.GetRow(input, [score]);
        var getter = row.GetGetter<float>(score);

        for (int i = 0; i < points.Count; i++)
        {
            input.Set(("Weight", points[i].Weight), ("Features", new VBuffer<float>(4, points[i].Features)));
            float value = 0;
            getter(ref value);
            Assert.AreEqual(expected[i], value, 1e-4 * Math.Abs(expected[i]), $"row {i}");
        }
    }

    [TestMethod]
    public void ALoadedChain_TellsWhichColumnsItNeeds_AndTakesARowOfThoseAlone()
    {
        var points = TestData.Points(300);
        var view = TestData.View(_context, points);
        var model = SaveAndLoad(Classifier().Fit(view), view.Schema, out var schema);
        string[] expected = [.. model.Transform(view).GetColumn<string>("Predicted")];
        var mapper = model.GetRowToRowMapper(schema);
        var predicted = mapper.OutputSchema["Predicted"];

        string[] needed = [.. mapper.GetDependencies([predicted]).Select(column => column.Name)];

        CollectionAssert.AreEqual((string[])["Features"], needed);
        var input = new ValueRow(schema);
        using var row = mapper.GetRow(input, [predicted]);
        var getter = row.GetGetter<ReadOnlyMemory<char>>(predicted);
        for (int i = 0; i < points.Count; i++)
        {
            input.Set(("Features", new VBuffer<float>(4, points[i].Features)));
            ReadOnlyMemory<char> value = default;
            getter(ref value);
            Assert.AreEqual(expected[i], value.ToString(), $"row {i}");
        }
    }

    [TestMethod]
    public void ARowOfAnotherSchemaObject_IsRefused()
    {
        var view = TestData.View(_context, TestData.Points(50));
        var mapper = _context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(view).GetRowToRowMapper(view.Schema);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(view.Schema);

        Assert.Throws<ArgumentException>(() => mapper.GetRow(new ValueRow(builder.ToSchema()), mapper.OutputSchema));
    }

    private IEstimator<ITransformer> Classifier() => _context.Transforms.Conversion.MapValueToKey("Key", "Color")
        .Append(_context.Transforms.NormalizeMinMax("Scaled", "Features"))
        .Append(_context.MulticlassClassification.Trainers.FeedForward("Key", "Scaled", epochs: 10))
        .Append(_context.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));

    private ITransformer SaveAndLoad(ITransformer model, DataViewSchema schema, out DataViewSchema loadedSchema)
    {
        using var file = new MemoryStream();
        _context.Model.Save(model, schema, file);
        file.Position = 0;
        return new MLContext().Model.Load(file, out loadedSchema);
    }

    public sealed class ClassPrediction
    {
        public string Predicted { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    public sealed class BinaryPrediction
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
