#nullable enable

using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML.CodeGen;

public class FastTreeOption
{
    [Range(4, 32768, init: 4, logBase: true)]
    public int NumberOfLeaves { get; set; } = 4;

    [Range(2, 128, init: 20, logBase: true)]
    public int MinimumExampleCountPerLeaf { get; set; } = 20;

    [Range(4, 32768, init: 4, logBase: true)]
    public int NumberOfTrees { get; set; } = 4;

    [Range(8, 1024, init: 256, logBase: true)]
    public int MaximumBinCountPerFeature { get; set; } = 256;

    [Range(2E-10, 1d, init: 1d, logBase: false)]
    public double FeatureFraction { get; set; } = 1;

    [Range(2E-10, 1d, init: 0.1d, logBase: true)]
    public double LearningRate { get; set; } = 0.1;

    public string LabelColumnName { get; set; } = "Label";

    public string FeatureColumnName { get; set; } = "Feature";

    public string? ExampleWeightColumnName { get; set; }

    public bool DiskTranspose { get; set; }
}
