using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

[TestClass]
public sealed class ParameterTests
{
    private const string Json = """{"a":1,"b":1.5,"c":"x","d":true,"e":[1,2.5,"q",{"z":1}],"f":{"g":null,"h":123456789012},"i":1e3}""";

    [TestMethod]
    public void Parameter_FromJson_HasItsTypesAndGivesItAgain()
    {
        Parameter parameter = JsonSerializer.Deserialize<Parameter>(Json)!;
        Assert.AreEqual(Json.Replace("1e3", "1000"), parameter.ToString());
        Assert.AreEqual(ParameterType.Integer, parameter["a"].ParameterType);
        Assert.AreEqual(ParameterType.Number, parameter["b"].ParameterType);
        Assert.AreEqual(ParameterType.String, parameter["c"].ParameterType);
        Assert.AreEqual(ParameterType.Bool, parameter["d"].ParameterType);
        Assert.AreEqual(ParameterType.Array, parameter["e"].ParameterType);
        Assert.AreEqual(ParameterType.Object, parameter["f"].ParameterType);
        Assert.AreEqual(ParameterType.Number, parameter["i"].ParameterType);
        Assert.IsNull(parameter["f"]["g"]);
        Assert.HasCount(7, parameter);
    }

    [TestMethod]
    public void AsType_OfNumbers_ConvertsByTheirJson()
    {
        Assert.AreEqual(123456789012, JsonSerializer.Deserialize<Parameter>(Json)!["f"]["h"].AsType<long>());
        Assert.AreEqual(1.0, Parameter.FromInt(1).AsType<double>());
        Assert.AreEqual(0.1, Parameter.FromFloat(0.1f).AsType<double>());
        CollectionAssert.AreEqual(new[] { 1, 2 }, Parameter.FromIEnumerable([1, 2]).AsType<int[]>());
        Assert.AreEqual(DataKind.Single, Parameter.FromEnum(DataKind.Single).AsType<DataKind>());
        Assert.ThrowsExactly<JsonException>(() => Parameter.FromString("5").AsType<int>());
    }

    [TestMethod]
    public void Equals_OfEqualJson_IsTrue()
    {
        Assert.IsTrue(Parameter.FromInt(1).Equals(Parameter.FromLong(1)));
        Assert.IsTrue(Parameter.FromInt(1).Equals(Parameter.FromDouble(1)));
        Assert.IsFalse(Parameter.FromInt(1).Equals(Parameter.FromString("1")));
        Assert.IsFalse(Parameter.FromInt(1).Equals(null));
        Assert.AreEqual(Parameter.FromInt(1).GetHashCode(), Parameter.FromLong(1).GetHashCode());
    }

    /// <summary>Only properties that can be got and set, and of those neither nulls nor values that no kind of parameter holds.</summary>
    [TestMethod]
    public void FromObject_WithOddMembers_LeavesOut()
    {
        Assert.AreEqual("""{"Numbers":[1,2],"Kind":"String","Empty":""}""", Parameter.FromObject(new OddOptions()).ToString());
        Parameter options = Parameter.FromObject(new SweptOptions { Layers = 7 });
        Assert.AreEqual(
            """{"Rate":0.02,"Layers":7,"Kind":"y","Flag":false,"Size":0.1,"Other":"kept","Nested":{"Width":8,"Pick":3,"Plain":9}}""", options.ToString());
        Assert.AreEqual(7, options.AsType<SweptOptions>().Layers);
    }
}
