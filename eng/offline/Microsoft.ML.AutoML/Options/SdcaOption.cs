#nullable enable

using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML.CodeGen;

public class SdcaOption
{
    [Range(0.03125f, 32768f, init: 1f, logBase: true)]
    public float L1Regularization { get; set; } = 1;

    [Range(0.03125f, 32768f, init: 0.1f, logBase: true)]
    public float L2Regularization { get; set; } = 0.1f;

    public string LabelColumnName { get; set; } = "Label";

    public string FeatureColumnName { get; set; } = "Feature";

    public string? ExampleWeightColumnName { get; set; }
}
