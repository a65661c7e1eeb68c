#nullable enable

using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML.CodeGen;

public class LgbmOption
{
    [Range(4, 32768, init: 4, logBase: false)]
    public int NumberOfLeaves { get; set; } = 4;

    [Range(20, 1024, init: 20, logBase: true)]
    public int MinimumExampleCountPerLeaf { get; set; } = 20;

    [Range(2E-10, 1d, init: 1d, logBase: true)]
    public double LearningRate { get; set; } = 1;

    [Range(4, 32768, init: 4, logBase: false)]
    public int NumberOfTrees { get; set; } = 4;

    [Range(2E-10, 1d, init: 1d, logBase: true)]
    public double SubsampleFraction { get; set; } = 1;

    [Range(8, 1024, init: 256, logBase: true)]
    public int MaximumBinCountPerFeature { get; set; } = 256;

    [Range(2E-10, 1d, init: 1d, logBase: false)]
    public double FeatureFraction { get; set; } = 1;

    [Range(2E-10, 1d, init: 2E-10d, logBase: true)]
    public double L1Regularization { get; set; } = 2E-10;

    [Range(2E-10, 1d, init: 1d, logBase: true)]
    public double L2Regularization { get; set; } = 1;

    public string LabelColumnName { get; set; } = "Label";

    public string FeatureColumnName { get; set; } = "Feature";

    public string? ExampleWeightColumnName { get; set; }
}
