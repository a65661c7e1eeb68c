using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class LbfgsLogisticRegressionBinaryTrainer : LbfgsTrainerBase<
    LbfgsLogisticRegressionBinaryTrainer.Options,
    BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>,
    CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal LbfgsLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options, BooleanDataViewType.Instance)
    {
    }

    internal static Options OptionsOf(
        string label, string feature, string weight, float l1, float l2, float tolerance, int history, bool nonNegative) =>
        MakeOptions(label, feature, weight, l1, l2, tolerance, history, nonNegative);

    private protected override int CountClasses(DataViewSchema.Column label) => 1;

    private protected override double Loss(Span<double> scores, float label)
    {
        double sign = label > 0 ? 1 : -1;
        double margin = sign * scores[0];
        scores[0] = -sign / (1 + Math.Exp(margin));
        return Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
    {
        return
        [
            Column(DefaultColumnNames.Score, NumberDataViewType.Single),
            Column(DefaultColumnNames.Probability, NumberDataViewType.Single, isNormalized: true),
            Column(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance),
        ];

        static SchemaShape.Column Column(string name, DataViewType type, bool isNormalized = false) => new(
            name, SchemaShape.Column.VectorKind.Scalar, type, false, new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation(isNormalized)));
    }

    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> CreateModel(float[][] weights, float[] biases) =>
        new ParameterMixingCalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            new LinearBinaryModelParameters(weights[0], biases[0]), new PlattCalibrator(slope: -1, offset: 0));

    private protected override BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> MakeTransformer(
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    public sealed class Options : OptionsBase
    {
    }
}
