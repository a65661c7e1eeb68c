using Microsoft.ML.Data;

namespace Microsoft.ML.Calibrators;

public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator> : CalibratedModelParametersBase, IProbabilityScorer
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    private protected CalibratedModelParametersBase(TSubModel subModel, TCalibrator calibrator)
        : base(subModel, calibrator)
    {
        SubModel = subModel;
        Calibrator = calibrator;
    }

    public new TSubModel SubModel { get; }

    public new TCalibrator Calibrator { get; }

    PredictionKind IPredictor.PredictionKind => PredictionKind.BinaryClassification;

    int IFeatureScorer<float>.FeatureCount => Scorer.FeatureCount;

    private IFeatureScorer<float> Scorer => (IFeatureScorer<float>)SubModel;

    void IFeatureScorer<float>.Score(in VBuffer<float> features, ref float score) => Scorer.Score(in features, ref score);

    float IProbabilityScorer.PredictProbability(float score) => Calibrator.PredictProbability(score);
}
