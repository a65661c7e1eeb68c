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
            ISingleFeaturePredictionTransformer<object> trained =
                _binary.Fit(new RowToRowMapperTransform(Host, input, new ClassMembershipMapper(label, (uint)i + 1)));
            models[i] = (IFeatureScorer<float>)trained.Model;
            featureColumnName = trained.FeatureColumnName;
        }

        if (_useProbabilities && !models.All(model => model is IProbabilityScorer))
        {
            throw Host.ExceptNotSupp("The offline stand-in cannot calibrate a binary model: it needs one that gives probabilities, or useProbabilities: false.");
        }

        return new MulticlassPredictionTransformer<OneVersusAllModelParameters>(
            Host, new OneVersusAllModelParameters(models, _useProbabilities), input.Schema, featureColumnName, LabelColumn.Name);
    }
}
