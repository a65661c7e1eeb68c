using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>The pipeline in docs/columns.md.</summary>
[TestClass]
public sealed class ColumnsPageTests
{
    [TestMethod]
    public void ThePipeline_LearnsRentsFromColumnsOfEveryKind()
    {
        using var folder = new CurrentFolder();
        folder.Copy("examples/data/flats.csv");

        // docs/columns.md
        var mlContext = new MLContext(seed: 1);
        IDataView flats = mlContext.Data.LoadFromTextFile<Flat>("examples/data/flats.csv", new TextLoader.Options
        {
            HasHeader = true,
            Separators = [','],
            MissingRealsAsNaNs = true, // else ML.NET reads an empty number as 0
        });
        var split = mlContext.Data.TrainTestSplit(flats, testFraction: 0.25);

        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("HeatingKey", "Heating")
            .Append(mlContext.Transforms.Concatenate("Size", "Rooms", "Area"))
            .Append(mlContext.Regression.Trainers.Network(new NetworkTrainerOptions
            {
                LabelColumnName = "Rent",
                FeatureColumnNames = ["District", "HeatingKey", "Size", "Built", "Furnished"],
                ColumnEncodings = new Dictionary<string, NumberEncoding> { ["Built"] = NumberEncoding.Standardized },
                ValidationFraction = 0.2f,
            }));

        var model = pipeline.Fit(split.TrainSet);
        foreach (InputColumn column in model.LastTransformer.Model.Input.Columns)
        {
            Console.WriteLine(column);
        }

        var metrics = mlContext.Regression.Evaluate(model.Transform(split.TestSet), "Rent");
        Console.WriteLine($"R² {metrics.RSquared:F3}");
        mlContext.Model.Save(model, flats.Schema, "rents.zip");
        // end

        string page = Repository.Read("docs", "columns.md");
        StringAssert.Contains(page, string.Join('\n', model.LastTransformer.Model.Input.Columns));
        Assert.IsGreaterThan(0.5, metrics.RSquared);
        Assert.IsTrue(model.Transform(split.TestSet).Values<float>("Score").All(float.IsFinite));
        Assert.IsTrue(File.Exists("rents.zip"));
    }
}
