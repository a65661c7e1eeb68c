#nullable enable

using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML.CodeGen;

public class ConvertTypeOption
{
    public string[]? OutputColumnNames { get; set; }

    public string[]? InputColumnNames { get; set; }

    public DataKind TargetType { get; set; } = DataKind.Single;
}
