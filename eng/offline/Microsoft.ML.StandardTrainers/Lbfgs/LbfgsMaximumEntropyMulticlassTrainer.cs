using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class LbfgsMaximumEntropyMulticlassTrainer : LbfgsTrainerBase<
    LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options, NumberDataViewType.UInt32)
    {
    }

    internal static Options OptionsOf(
        string label, string feature, string weight, float l1, float l2, float tolerance, int history, bool nonNegative) =>
        MakeOptions(label, feature, weight, l1, l2, tolerance, history, nonNegative);

    private protected override int CountClasses(DataViewSchema.Column label) => MulticlassColumns.CountClasses(Host, label);

    private protected override double Loss(Span<double> scores, float label)
    {
        double max = double.NegativeInfinity;
        foreach (double score in scores)
        {
            max = Math.Max(max, score);
        }

        double ofLabel = scores[(int)label] - max;
        double sum = 0;
        foreach (ref double score in scores)
        {
            score = Math.Exp(score - max);
            sum += score;
        }

        foreach (ref double score in scores)
        {
            score /= sum;
        }

        scores[(int)label] -= 1;
        return Math.Log(sum) - ofLabel;
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        MulticlassColumns.OutputShapes(inputSchema, LabelColumn.Name);

    private protected override MaximumEntropyModelParameters CreateModel(float[][] weights, float[] biases) => new(weights, biases);

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(
        MaximumEntropyModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    public sealed class Options : OptionsBase
    {
    }
}
