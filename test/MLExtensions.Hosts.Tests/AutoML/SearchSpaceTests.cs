using System.Text.Json;
using Microsoft.ML.SearchSpace;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

[TestClass]
public sealed class SearchSpaceTests
{
    /// <summary>The dimensions are in the order of the keys: Flag, Kind, Layers, Nested (Pick, Width), Rate, Size.</summary>
    [TestMethod]
    public void SearchSpace_OfAType_HasItsAttributesAndDefaults()
    {
        var space = new SearchSpace<SweptOptions>();
        CollectionAssert.AreEquivalent(new[] { "Rate", "Layers", "Kind", "Flag", "Size", "Nested" }, space.Keys.ToArray());
        Assert.AreEqual(7, space.FeatureSpaceDim);
        CollectionAssert.AreEqual(new int?[] { 2, 2, null, 3, null, null, null }, space.Step);
        double[] expected = [0, 0, 0, 1.0 / 3, 0.6, 0.5, 0.5];
        foreach ((double value, double place) in expected.Zip(space.Default))
        {
            Assert.AreEqual(value, place, 1e-12);
        }
    }

    [TestMethod]
    public void Sample_WithADefaultOption_KeepsWhatIsNotSwept()
    {
        var space = new SearchSpace<SweptOptions>(new SweptOptions { Other = "mine", Nested = new NestedOptions { Plain = 77 } });
        SweptOptions half = space.SampleFromFeatureSpace([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
        Assert.AreEqual(
            """{"Rate":0.01,"Layers":4,"Kind":"y","Flag":false,"Size":0.5,"Other":"mine","Nothing":null,"Nested":{"Width":11,"Pick":2,"Plain":77}}""",
            JsonSerializer.Serialize(half));

        // As a parameter it has no nulls, and the swept members stand where the default option's stand.
        Assert.AreEqual(
            """{"Rate":0.01,"Layers":1,"Kind":"x","Flag":true,"Size":0.5,"Other":"mine","Nested":{"Width":16,"Pick":2,"Plain":77}}""",
            ((SearchSpace)space).SampleFromFeatureSpace(space.Default).ToString());
    }

    [TestMethod]
    public void Sample_WithoutADefaultOption_HasTheSweptMembersAlone()
    {
        var space = new SearchSpace<SweptOptions>();
        Assert.AreEqual(
            """{"Flag":true,"Kind":"x","Layers":1,"Nested":{"Pick":2,"Width":16},"Rate":0.01,"Size":0.5}""",
            ((SearchSpace)space).SampleFromFeatureSpace(space.Default).ToString());
    }

    [TestMethod]
    public void Map_OfOptions_IsTheirPlace()
    {
        double[] place = new SearchSpace<SweptOptions>().MappingToFeatureSpace(new SweptOptions { Rate = 0.1, Layers = 8, Flag = false, Size = 0.25f });
        double[] expected = [0.5, 0.5, 1, 2.0 / 3, 0.4, 0.75, 0.25];
        foreach ((double value, double at) in expected.Zip(place))
        {
            Assert.AreEqual(value, at, 1e-9);
        }
    }

    /// <summary>Search spaces hold other search spaces, under keys of the caller's.</summary>
    [TestMethod]
    public void SearchSpace_WithinAnother_TakesItsPartOfThePlace()
    {
        var space = new SearchSpace { ["b"] = new SearchSpace<NestedOptions>(), ["a"] = new Microsoft.ML.SearchSpace.Option.UniformDoubleOption(0, 10) };
        Assert.AreEqual(3, space.FeatureSpaceDim);
        Parameter sample = space.SampleFromFeatureSpace([0.5, 0.9, 0]);
        Assert.AreEqual("""{"a":5,"b":{"Pick":3,"Width":2}}""", sample.ToString());
        Assert.IsTrue(space.ContainsKey("a"));
        Assert.IsTrue(space.Remove("a"));
        Assert.HasCount(1, space);
    }
}
