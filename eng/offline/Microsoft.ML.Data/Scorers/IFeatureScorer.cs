namespace Microsoft.ML.Data;

/// <summary>A trained model that a prediction transformer can serve: one score for one vector of features. Safe for many threads.</summary>
internal interface IFeatureScorer<TScore> : IPredictorProducing<TScore>
{
    int FeatureCount { get; }

    void Score(in VBuffer<float> features, ref TScore score);
}
