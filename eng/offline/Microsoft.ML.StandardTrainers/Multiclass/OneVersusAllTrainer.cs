using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>As in ML.NET 5, a row with a missing label is a negative one of every class, whatever `imputeMissingLabelsAsNegative` says.</summary>
public sealed class OneVersusAllTrainer : MetaMulticlassTrainer<MulticlassPredictionTransformer<OneVersusAllModelParameters>, OneVersusAllModelParameters>
{
    private readonly IEstimator<ISingleFeaturePredictionTransformer<object>> _binary;
    private readonly bool _useProbabilities;

    internal OneVersusAllTrainer(
        IHostEnvironment env,
        IEstimator<ISingleFeaturePredictionTransformer<object>> binary,
        TrainerInfo binaryInfo,
        string labelColumnName,
        bool useProbabilities)
        : base(env.Register("OVA"), labelColumnName, binaryInfo)
    {
        _binary = binary;
        _useProbabilities = useProbabilities;
    }

    public override MulticlassPredictionTransformer<OneVersusAllModelParameters> Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        CheckLabel(SchemaShape.Create(input.Schema));
        DataViewSchema.Column label = input.Schema[LabelColumn.Name];
        var models = new IFeatureScorer<float>[MulticlassColumns.CountClasses(Host, label)];
        string featureColumnName = null;
        for (int i = 0; i < models.Length; i++)
        {
            Host.CheckAlive();
            IDataView ofClass = new RowToRowMapperTransform(Host, input, new ClassMembershipMapper(label, (uint)i + 1));
            ISingleFeaturePredictionTransformer<object> trained = _binary.Fit(ofClass);
            models[i] = _useProbabilities ? WithProbabilities(trained, ofClass) : (IFeatureScorer<float>)trained.Model;
            featureColumnName = trained.FeatureColumnName;
        }

        return new MulticlassPredictionTransformer<OneVersusAllModelParameters>(
            Host, new OneVersusAllModelParameters(models, _useProbabilities), input.Schema, featureColumnName, LabelColumn.Name);
    }

    /// <summary>A model without probabilities gets Platt's, from the rows that it was trained on.</summary>
    private IFeatureScorer<float> WithProbabilities(ISingleFeaturePredictionTransformer<object> trained, IDataView data)
    {
        var model = (IFeatureScorer<float>)trained.Model;
        if (model is IProbabilityScorer)
        {
            return model;
        }

        using IChannel channel = Host.Start("Calibration");
        PlattCalibrator calibrator = PlattFit.Of([.. TrainingRows.Load(Host, channel, data, trained.FeatureColumnName, LabelColumn.Name, null).Select(row =>
        {
            float score = 0;
            VBuffer<float> features = row.Features;
            model.Score(in features, ref score);
            return (score, row.Label > 0, row.Weight);
        })]);
        Type type = typeof(FeatureWeightsCalibratedModelParameters<,>).MakeGenericType(model.GetType(), typeof(PlattCalibrator));
        return (IFeatureScorer<float>)Activator.CreateInstance(type, model, calibrator);
    }
}
