#nullable enable

using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML.CodeGen;

public class FastForestOption
{
    [Range(4, 32768, init: 4, logBase: true)]
    public int NumberOfTrees { get; set; } = 4;

    [Range(4, 32768, init: 4, logBase: true)]
    public int NumberOfLeaves { get; set; } = 4;

    [Range(2E-10f, 1f, init: 1f, logBase: false)]
    public float FeatureFraction { get; set; } = 1;

    public string LabelColumnName { get; set; } = "Label";

    public string FeatureColumnName { get; set; } = "Feature";

    public string? ExampleWeightColumnName { get; set; }
}
