using Microsoft.ML.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

public sealed class NestedOptions
{
    [Range(2, 64, 16, true)]
    public int Width { get; set; } = 8;

    [Choice(new object[] { 1, 2, 3 }, 2)]
    public int Pick { get; set; } = 3;

    public int Plain { get; set; } = 9;
}
