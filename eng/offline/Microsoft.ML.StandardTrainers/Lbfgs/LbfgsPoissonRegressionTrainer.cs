using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The logarithm of the expected count is linear.</summary>
public sealed class LbfgsPoissonRegressionTrainer : LbfgsTrainerBase<
    LbfgsPoissonRegressionTrainer.Options, RegressionPredictionTransformer<PoissonRegressionModelParameters>, PoissonRegressionModelParameters>
{
    internal LbfgsPoissonRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, NumberDataViewType.Single)
    {
    }

    internal static Options OptionsOf(
        string label, string feature, string weight, float l1, float l2, float tolerance, int history, bool nonNegative) =>
        MakeOptions(label, feature, weight, l1, l2, tolerance, history, nonNegative);

    private protected override int CountClasses(DataViewSchema.Column label) => 1;

    private protected override void CheckLabel(float label) => Host.Check(
        label >= 0, $"Poisson regression must regress to a non-negative label, but label {label} encountered");

    private protected override double Loss(Span<double> scores, float label)
    {
        double score = scores[0];
        double expected = Math.Exp(score);
        scores[0] = expected - label;
        return expected - (label * score);
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
    [
        new SchemaShape.Column(
            DefaultColumnNames.Score,
            SchemaShape.Column.VectorKind.Scalar,
            NumberDataViewType.Single,
            false,
            new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation())),
    ];

    private protected override PoissonRegressionModelParameters CreateModel(float[][] weights, float[] biases) => new(weights[0], biases[0]);

    private protected override RegressionPredictionTransformer<PoissonRegressionModelParameters> MakeTransformer(
        PoissonRegressionModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    public sealed class Options : OptionsBase
    {
    }
}
