using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>What one host saved, the other loads: the files in Models, by whom their names say, against figures that are the same on both.</summary>
[TestClass]
public sealed class ModelFileTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow("ml-net")]
    [DataRow("stand-in")]
    public void Load_OfTransformsFromEitherHost_TransformsAsFitted(string host)
    {
        IDataView result = Load($"{host}-transforms.zip", out _).Transform(Plant.Data(_context));

        CollectionAssert.AreEqual(new object[] { "red", "blue", "red", "green" }, EstimatorContract.Values(result, "ColourAgain"));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1, 3 }, EstimatorContract.Scalars<uint>(result, "StemsKey"));
        CollectionAssert.AreEqual(new[] { 30, 10, 20 }, KeyValues<int>(result.Schema["StemsKey"]));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1, 2 }, EstimatorContract.Scalars<uint>(result, "WildKey"));
        CollectionAssert.AreEqual(new[] { true, false }, KeyValues<bool>(result.Schema["WildKey"]));
        CollectionAssert.AreEqual(new[] { 10f, 20, 40, 10 }, EstimatorContract.Scalars<float>(result, "BedSize"));

        // A height over the greatest, the mean where it is missing; petals in deviations from their mean; colours as indicators.
        float near = 1 / MathF.Sqrt(5);
        float far = 3 / MathF.Sqrt(5);
        AreClose([1 / 3f, -far, 0, -far, 1, 0, 0], EstimatorContract.Vectors(result, "Features")[0], 1e-6);
        AreClose([2 / 3f, -near, 0, -near, 0, 1, 0], EstimatorContract.Vectors(result, "Features")[1], 1e-6);
        AreClose([1, near, 0, near, 1, 0, 0], EstimatorContract.Vectors(result, "Features")[2], 1e-6);
        AreClose([2 / 3f, far, 0, far, 0, 0, 1], EstimatorContract.Vectors(result, "Features")[3], 1e-6);
        CollectionAssert.AreEqual(
            new[]
            {
                "Height", "PetalsScaled.petal length", "PetalsScaled.petal width", "PetalsScaled.petal depth", "ColourSlots.red", "ColourSlots.blue",
                "ColourSlots.green",
            },
            EstimatorContract.SlotNames(result.Schema["Features"]));

        // The normal distribution at 3 / sqrt(5) and 1 / sqrt(5), from a table; both hosts approximate it.
        AreClose([0.0899f, 0, 0.0899f], EstimatorContract.Vectors(result, "PetalsDensity")[0], 1e-3);
        AreClose([0.6726f, 0, 0.6726f], EstimatorContract.Vectors(result, "PetalsDensity")[2], 1e-3);
    }

    [TestMethod]
    [DataRow("ml-net")]
    [DataRow("stand-in")]
    public void Load_OfASchemaFromEitherHost_HasItsTypesAndAnnotations(string host)
    {
        Load($"{host}-transforms.zip", out DataViewSchema schema);

        CollectionAssert.AreEqual(
            Plant.Data(_context).Schema.Select(column => $"{column}").ToArray(), schema.Select(column => $"{column}").ToArray());
        CollectionAssert.AreEqual(new[] { "petal length", "petal width", "petal depth" }, EstimatorContract.SlotNames(schema["Petals"]));
        CollectionAssert.AreEqual(new[] { 10f, 20, 40 }, KeyValues<float>(schema["Bed"]));
    }

    [TestMethod]
    [DataRow("ml-net", new[] { 0.50484264f, 0.45120916f, 0.39868578f, 0.34839505f }, new[] { 0.4345814f, 0.3126808f, 0.25273776f })]
    [DataRow("stand-in", new[] { 0.50742614f, 0.45371938f, 0.4010686f, 0.35060626f }, new[] { 0.43547872f, 0.3107291f, 0.25379217f })]
    public void Load_OfPredictorsFromEitherHost_PredictsAsTheirHostDid(string host, float[] probabilities, float[] firstScores)
    {
        IDataView result = Load($"{host}-predictors.zip", out _).Transform(Plant.Data(_context));

        AreClose(probabilities, EstimatorContract.Scalars<float>(result, "Probability"), 1e-6);
        AreClose(firstScores, EstimatorContract.Vectors(result, "Score")[0], 1e-6);
        CollectionAssert.AreEqual(new[] { "red", "blue", "green" }, EstimatorContract.SlotNames(result.Schema["Score"]));
        CollectionAssert.AreEqual(new object[] { "red", "red", "red", "red" }, EstimatorContract.Values(result, "Predicted"));
    }

    [TestMethod]
    [DataRow("ml-net", new[] { 1.0331008f, 2.3574424f, 3.6817837f, 5.006125f })]
    [DataRow("stand-in", new[] { 1.5953948f, 2.1882105f, 2.7810264f, 3.373842f })]
    public void Load_OfTreesFromEitherHost_PredictsAsTheirHostDid(string host, float[] ofLine)
    {
        IDataView result = Load($"{host}-trees.zip", out _).Transform(Plant.Data(_context));

        // The trees are the same on both; the line is where so few steps left it.
        AreClose([0.6756964f, 0.3243035f, 0.7369266f, 0.2630734f], EstimatorContract.Scalars<float>(result, "Probability"), 1e-6);
        DataViewSchema.Column[] scores = [.. result.Schema.Where(column => column.Name == "Score")];
        AreClose([1.83516f, -1.83516f, 2.5751374f, -2.5751374f], Read(result, scores[0]), 1e-5);
        AreClose([0.67232f, 1.34464f, 2.01696f, 2.01696f], Read(result, scores[1]), 1e-5);
        AreClose(ofLine, Read(result, scores[2]), 1e-5);
        AreClose([0.6597478f, 0.1701261f, 0.1701261f], EstimatorContract.Vectors(result, "Score")[0], 1e-6);
        AreClose([0.2082804f, 0.1379482f, 0.6537714f], EstimatorContract.Vectors(result, "Score")[3], 1e-6);
    }

    [TestMethod]
    public void Save_OfWhatTheFilesHold_LoadsOnThisHost()
    {
        IDataView data = Plant.Data(_context);
        foreach (ITransformer model in new[] { Plant.Transforms(_context), Plant.Predictors(_context), Plant.Trees(_context) })
        {
            IDataView expected = model.Transform(data);
            EstimatorContract.CheckSameValues(expected, EstimatorContract.SaveAndLoad(_context, model, data).Transform(data));
        }
    }

    private ITransformer Load(string file, out DataViewSchema schema) =>
        _context.Model.Load(Path.Combine(AppContext.BaseDirectory, "Models", file), out schema);

    private static float[] Read(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<float> getter = cursor.GetGetter<float>(column);
        var values = new List<float>();
        float value = 0;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    private static T[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    private static void AreClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], tolerance, $"at {i}");
        }
    }
}
