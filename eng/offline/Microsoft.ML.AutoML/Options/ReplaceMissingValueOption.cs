#nullable enable

namespace Microsoft.ML.AutoML.CodeGen;

public class ReplaceMissingValueOption
{
    public string[]? OutputColumnNames { get; set; }

    public string[]? InputColumnNames { get; set; }
}
