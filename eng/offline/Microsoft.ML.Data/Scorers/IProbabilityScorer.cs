namespace Microsoft.ML.Data;

/// <summary>A binary model whose score has a calibrated probability.</summary>
internal interface IProbabilityScorer : IFeatureScorer<float>
{
    float PredictProbability(float score);
}
