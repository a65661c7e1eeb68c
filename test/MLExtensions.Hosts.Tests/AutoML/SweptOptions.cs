using Microsoft.ML.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>An option of each kind, and properties that are not swept.</summary>
public sealed class SweptOptions
{
    [Range(1e-4, 1.0, 0.01, true)]
    public double Rate { get; set; } = 0.02;

    [Range(1, 8)]
    public int Layers { get; set; } = 2;

    [Choice("x", "y")]
    public string Kind { get; set; } = "y";

    [BooleanChoice]
    public bool Flag { get; set; }

    [Range(0f, 1f, 0.5f)]
    public float Size { get; set; } = 0.1f;

    public string Other { get; set; } = "kept";

    public string? Nothing { get; set; }

    [NestOption]
    public NestedOptions Nested { get; set; } = new();
}
