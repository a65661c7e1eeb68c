using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class OneVersusAllTrainer : MetaMulticlassTrainer<MulticlassPredictionTransformer<OneVersusAllModelParameters>, OneVersusAllModelParameters>
{
    private readonly IEstimator<ISingleFeaturePredictionTransformer<object>> _binary;
    private readonly bool _imputeMissingLabelsAsNegative;
    private readonly bool _useProbabilities;

    internal OneVersusAllTrainer(
        IHostEnvironment env,
        IEstimator<ISingleFeaturePredictionTransformer<object>> binary,
        TrainerInfo binaryInfo,
        string labelColumnName,
        bool imputeMissingLabelsAsNegative,
        bool useProbabilities)
        : base(env.Register("OVA"), labelColumnName, binaryInfo)
    {
        _binary = binary;
        _imputeMissingLabelsAsNegative = imputeMissingLabelsAsNegative;
        _useProbabilities = useProbabilities;
    }

    public override MulticlassPredictionTransformer<OneVersusAllModelParameters> Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        CheckLabel(SchemaShape.Create(input.Schema));
        DataViewSchema.Column label = input.Schema[LabelColumn.Name];
        IDataView labelled = _imputeMissingLabelsAsNegative ? input : WithLabelOnly(input, label);
        var models = new IFeatureScorer<float>[MulticlassColumns.CountClasses(Host, label)];
        string featureColumnName = null;
        for (int i = 0; i < models.Length; i++)
        {
            Host.CheckAlive();
            ISingleFeaturePredictionTransformer<object> trained =
                _binary.Fit(new RowToRowMapperTransform(Host, labelled, new ClassMembershipMapper(label, (uint)i + 1)));
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

    private static RowFilterView WithLabelOnly(IDataView input, DataViewSchema.Column label)
    {
        return new RowFilterView(input, [label.Index], Filter, anyOrder: true);

        Func<RowFilterResult> Filter(DataViewRow row)
        {
            ValueGetter<uint> getKey = row.GetGetter<uint>(row.Schema[label.Index]);
            uint key = 0;
            return () =>
            {
                getKey(ref key);
                return key == 0 ? RowFilterResult.Drop : RowFilterResult.Keep;
            };
        }
    }
}
