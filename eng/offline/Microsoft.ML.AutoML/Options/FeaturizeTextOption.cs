#nullable enable

namespace Microsoft.ML.AutoML.CodeGen;

public class FeaturizeTextOption
{
    public string? InputColumnName { get; set; }

    public string? OutputColumnName { get; set; }
}
