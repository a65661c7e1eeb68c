using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>Members that a parameter holds, and some that it does not.</summary>
internal sealed class OddOptions
{
    public int Field = 4;

    public short Small { get; set; } = 3;

    public int[] Numbers { get; set; } = [1, 2];

    public DateTime When { get; set; } = new(2020, 1, 1);

    public DataKind Kind { get; set; } = DataKind.String;

    public string Empty { get; set; } = "";

    public int ReadOnly => Field;

    public NestedOptions? Missing { get; set; }
}
