using Microsoft.ML.Data;

namespace MLExtensions.Testing;

/// <summary>A row of examples/data/flats.csv, as examples/Tables has it.</summary>
internal sealed class Flat
{
    [LoadColumn(0)]
    public string District { get; set; } = "";

    [LoadColumn(1)]
    public float Rooms { get; set; }

    [LoadColumn(2)]
    public float Area { get; set; }

    [LoadColumn(3)]
    public float Built { get; set; }

    [LoadColumn(4)]
    public bool Furnished { get; set; }

    [LoadColumn(5)]
    public string Heating { get; set; } = "";

    [LoadColumn(6)]
    public float Rent { get; set; }

    [LoadColumn(7)]
    public bool Let { get; set; }
}
