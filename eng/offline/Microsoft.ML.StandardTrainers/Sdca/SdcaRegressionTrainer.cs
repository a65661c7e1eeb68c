using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaRegressionTrainer : SdcaTrainerBase<
    SdcaRegressionTrainer.Options, RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    internal SdcaRegressionTrainer(
        IHostEnvironment env,
        string labelColumnName,
        string featureColumnName,
        string weightColumnName,
        ISupportSdcaRegressionLoss lossFunction,
        float? l2Regularization,
        float? l1Regularization,
        int? maximumIterations)
        : base(
            env,
            MakeOptions(labelColumnName, featureColumnName, weightColumnName, l2Regularization, l1Regularization, maximumIterations),
            NumberDataViewType.Single)
    {
        SdcaTrainerOptions.LossFunction = lossFunction ?? SdcaTrainerOptions.LossFunction;
    }

    internal SdcaRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, NumberDataViewType.Single)
    {
    }

    private protected override ISupportSdcaRegressionLoss RegressionLoss => SdcaTrainerOptions.LossFunction;

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
    {
        return
        [
            new SchemaShape.Column(
                DefaultColumnNames.Score,
                SchemaShape.Column.VectorKind.Scalar,
                NumberDataViewType.Single,
                false,
                new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation())),
        ];
    }

    private protected override int CountClasses(DataViewSchema.Column label) => 1;

    /// <summary>Weaker for more rows.</summary>
    private protected override float DefaultL2(int maximumIterations, int rowCount) => rowCount switch
    {
        > 10000 => 1e-4f,
        < 200 => 1e-2f,
        _ => 1e-3f,
    };

    private protected override LinearRegressionModelParameters CreateModel(float[][] weights, float[] biases) => new(weights[0], biases[0]);

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(
        LinearRegressionModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    public sealed class Options : OptionsBase
    {
        public Options()
        {
            ConvergenceTolerance = 0.01f;
            BiasLearningRate = 1;
        }

        public ISupportSdcaRegressionLoss LossFunction { get; set; } = new SquaredLoss();

        internal override void Check(IHostEnvironment env)
        {
            base.Check(env);
            env.CheckValue(LossFunction, nameof(LossFunction));
        }
    }
}
