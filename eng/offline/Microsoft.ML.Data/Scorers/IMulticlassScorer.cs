namespace Microsoft.ML.Data;

internal interface IMulticlassScorer : IFeatureScorer<VBuffer<float>>
{
    int ClassCount { get; }
}
