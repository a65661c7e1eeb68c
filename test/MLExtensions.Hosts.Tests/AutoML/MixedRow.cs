using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>Columns of the kinds that a featurizer tells apart.</summary>
internal sealed class MixedRow
{
    public float Number { get; set; }

    public bool Flag { get; set; }

    public string Words { get; set; } = "";

    public string Category { get; set; } = "";

    [VectorType(2)]
    public float[] Pair { get; set; } = [];

    [VectorType(2)]
    public bool[] Flags { get; set; } = [];

    public string Id { get; set; } = "";

    public float Label { get; set; }

    public static MixedRow[] Make(int count) => [.. Enumerable.Range(0, count).Select(i => new MixedRow
    {
        Number = i,
        Flag = i % 2 == 0,
        Words = $"some long words {i} about things",
        Category = i % 3 == 0 ? "x" : "y",
        Pair = [i, float.NaN],
        Flags = [true, false],
        Id = $"id{i}",
        Label = i % 5,
    })];
}
