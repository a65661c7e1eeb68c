using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>A request and the team that it is for.</summary>
internal sealed class Request
{
    [LoadColumn(0)]
    public string Team { get; set; } = "";

    [LoadColumn(1)]
    public string Text { get; set; } = "";
}
