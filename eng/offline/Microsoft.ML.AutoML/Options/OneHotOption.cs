#nullable enable

namespace Microsoft.ML.AutoML.CodeGen;

public class OneHotOption
{
    public string[]? OutputColumnNames { get; set; }

    public string[]? InputColumnNames { get; set; }
}
