using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaLogisticRegressionBinaryTrainer : SdcaBinaryTrainerBase<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal SdcaLogisticRegressionBinaryTrainer(
        IHostEnvironment env,
        string labelColumnName,
        string featureColumnName,
        string weightColumnName,
        float? l2Regularization,
        float? l1Regularization,
        int? maximumIterations)
        : base(env, MakeOptions(labelColumnName, featureColumnName, weightColumnName, l2Regularization, l1Regularization, maximumIterations))
    {
    }

    internal SdcaLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
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

    /// <summary>The logistic loss makes of the score log-odds, so that its calibrator is known beforehand.</summary>
    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> CreateModel(float[][] weights, float[] biases) =>
        new ParameterMixingCalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            new LinearBinaryModelParameters(weights[0], biases[0]), new PlattCalibrator(slope: -1, offset: 0));

    public sealed class Options : BinaryOptionsBase
    {
    }
}
