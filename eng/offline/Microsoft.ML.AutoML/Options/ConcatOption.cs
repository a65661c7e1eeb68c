#nullable enable

namespace Microsoft.ML.AutoML.CodeGen;

public class ConcatOption
{
    public string[]? InputColumnNames { get; set; }

    public string? OutputColumnName { get; set; }
}
