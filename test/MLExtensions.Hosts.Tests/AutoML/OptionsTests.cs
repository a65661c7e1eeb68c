using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace MLExtensions.Hosts.Tests.AutoML;

[TestClass]
public sealed class OptionsTests
{
    /// <summary>Integers are floors: only the end of the space gives the greatest. With a logarithmic range the values are 4 * 8192^place.</summary>
    [TestMethod]
    public void UniformInt_Sampled_GivesFloors()
    {
        var linear = new UniformIntOption(1, 10);
        CollectionAssert.AreEqual(new[] { 1, 1, 3, 5, 7, 9, 10 }, Sample<int>(linear, 0, 0.1, 0.25, 0.5, 0.75, 0.95, 1));
        var logarithmic = new UniformIntOption(4, 32768, logBase: true, defaultValue: 100);
        CollectionAssert.AreEqual(new[] { 4, 6, 9, 38, 362, 3444, 20882, 32768 }, Sample<int>(logarithmic, 0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1));
        Assert.AreEqual(Math.Log(100.0 / 4) / Math.Log(32768.0 / 4), logarithmic.Default!.Single(), 1e-12);
        CollectionAssert.AreEqual(new double[] { 0 }, linear.Default);
        CollectionAssert.AreEqual(new int?[] { null }, linear.Step);
    }

    [TestMethod]
    public void UniformReals_Sampled_GiveTheFormula()
    {
        CollectionAssert.AreEqual(new[] { -1f, 0f, 1f, 3f }, Sample<float>(new UniformSingleOption(-1, 3, false, 0.5f), 0, 0.25, 0.5, 1));
        var logarithmic = new UniformDoubleOption(1e-4, 1, logBase: true, defaultValue: 0.01);
        Assert.AreEqual(1e-3, Sample<double>(logarithmic, 0.25)[0], 1e-12);
        Assert.AreEqual(0.5, logarithmic.Default!.Single(), 1e-12);
        Assert.AreEqual(ParameterType.Number, new UniformSingleOption(0, 1).SampleFromFeatureSpace([0.5]).ParameterType);
    }

    [TestMethod]
    [DataRow(1, 10, false)]
    [DataRow(4, 4096, true)]
    public void UniformInt_MappedAndSampled_IsAtMostOneLess(int min, int max, bool logBase)
    {
        // Rounding may put a value's place just below it, and floors then give the one before.
        var option = new UniformIntOption(min, max, logBase);
        foreach (int value in Enumerable.Range(min, max - min + 1))
        {
            int back = option.SampleFromFeatureSpace(option.MappingToFeatureSpace(Parameter.FromInt(value))).AsType<int>();
            Assert.IsTrue(back == value || back == value - 1, $"{value} came back as {back}");
        }
    }

    [TestMethod]
    public void Choice_SampledAndMapped_HasEqualParts()
    {
        var option = new ChoiceOption(new object[] { 1, 2, 5, 9 }, 5);
        CollectionAssert.AreEqual(new[] { 1, 1, 2, 2, 5, 9, 9 }, Sample<int>(option, 0, 0.2, 0.25, 0.45, 0.5, 0.75, 1));
        CollectionAssert.AreEqual(new[] { 0.5 }, option.Default);
        CollectionAssert.AreEqual(new[] { 0.75 }, option.MappingToFeatureSpace(Parameter.FromInt(9)));
        CollectionAssert.AreEqual(new[] { 0.75 }, option.MappingToFeatureSpace(Parameter.FromLong(9)));
        CollectionAssert.AreEqual(new int?[] { 4 }, option.Step);
        CollectionAssert.AreEqual(new[] { 0.5 }, new ChoiceOption(new object[] { DataKind.Single, DataKind.Boolean }, DataKind.Boolean).Default);
    }

    [TestMethod]
    public void Choice_OfOneValue_TakesNoDimension()
    {
        var option = new ChoiceOption("only");
        Assert.AreEqual(0, option.FeatureSpaceDim);
        Assert.IsEmpty(option.Default!);
        Assert.AreEqual("only", option.SampleFromFeatureSpace([]).AsType<string>());
        Assert.IsEmpty(option.MappingToFeatureSpace(Parameter.FromString("only")));
    }

    private static T[] Sample<T>(OptionBase option, params double[] places) =>
        Array.ConvertAll(places, place => option.SampleFromFeatureSpace([place]).AsType<T>());
}
