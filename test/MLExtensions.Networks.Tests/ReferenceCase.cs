using System.Text.Json;
using MLExtensions.Tensors;
using MLExtensions.Testing;

namespace MLExtensions.Networks.Tests;

/// <summary>A case that PyTorch computed, from the shared folder.</summary>
internal sealed class ReferenceCase
{
    private readonly JsonElement _root;

    public ReferenceCase(string file) => _root = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("parity", file))).RootElement;

    public float Number(string attribute) => _root.GetProperty("attrs").GetProperty(attribute).GetSingle();

    public float Number(string attribute, int index) => _root.GetProperty("attrs").GetProperty(attribute)[index].GetSingle();

    public float[] Values(string group, string name) => [.. _root.GetProperty(group).GetProperty(name).GetProperty("data").EnumerateArray().Select(value => value.GetSingle())];

    public Shape Shape(string group, string name) =>
        MLExtensions.Tensors.Shape.Create([.. _root.GetProperty(group).GetProperty(name).GetProperty("shape").EnumerateArray().Select(value => value.GetInt32())]);

    /// <summary>|got - expected| &lt;= tolerance * max(1, |expected|) for every value.</summary>
    public void AssertClose(float[] expected, ReadOnlySpan<float> got, string what)
    {
        double tolerance = _root.GetProperty("tolerance").GetDouble();
        Assert.AreEqual(expected.Length, got.Length, what);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.IsLessThanOrEqualTo(tolerance * Math.Max(1, Math.Abs(expected[i])), Math.Abs((double)got[i] - expected[i]), $"{what}[{i}]: expected {expected[i]}, got {got[i]}");
        }
    }
}
