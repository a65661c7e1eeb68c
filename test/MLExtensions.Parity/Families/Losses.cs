using System.Text.Json.Nodes;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Losses.</summary>
internal static class Losses
{
    /// <summary>What PyTorch ignores unless told otherwise.</summary>
    private const int DefaultIgnoreIndex = -100;

    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["CrossEntropy"] = CrossEntropy,
        ["BinaryCrossEntropyWithLogits"] = BinaryCrossEntropy,
        ["CTC"] = Ctc.Run,
        ["MeanSquaredError"] = run => Run(run, new MeanSquaredError { Reduction = ReductionOf(run) }, "prediction", "target"),
        ["MeanAbsoluteError"] = run => Run(run, new MeanAbsoluteError { Reduction = ReductionOf(run) }, "prediction", "target"),
        ["Huber"] = run => Run(run, new Huber { Reduction = ReductionOf(run), Delta = run.Number("delta", 1) }, "prediction", "target"),
        ["PoissonNll"] = run => Run(
            run,
            new PoissonNegativeLogLikelihood
            {
                Reduction = ReductionOf(run),
                LogInput = run.Flag("log_input", true),
                Full = run.Flag("full", false),
                Epsilon = run.Number("eps", 1e-8f),
            },
            "prediction",
            "target"),
        ["GaussianNll"] = run => Run(
            run,
            new GaussianNegativeLogLikelihood { Reduction = ReductionOf(run), Full = run.Flag("full", false), Epsilon = run.Number("eps", 1e-6f) },
            "prediction",
            "target",
            "variance"),
        ["KLDivergence"] = run =>
            Run(run, new KullbackLeiblerDivergence { Reduction = ReductionOf(run), LogTarget = run.Flag("log_target", false) }, "log_q", "p"),
        ["CosineEmbedding"] = run => Run(run, new CosineEmbedding { Reduction = ReductionOf(run), Margin = run.Number("margin", 0) }, "a", "b", "target"),
        ["TripletMargin"] = run => Run(
            run,
            new TripletMargin
            {
                Reduction = ReductionOf(run),
                Margin = run.Number("margin", 1),
                P = run.Number("p", 2),
                Epsilon = run.Number("eps", 1e-6f),
                Swap = run.Flag("swap", false),
            },
            "anchor",
            "positive",
            "negative"),
    };

    private static Reduction ReductionOf(CaseRun run) => run.Text("reduction", "mean") switch
    {
        "mean" => Reduction.Mean,
        "sum" => Reduction.Sum,
        "batchmean" => Reduction.BatchMean,
        string other => throw new InvalidDataException($"The case's reduction is '{other}'; a loss is one number by mean, sum or batchmean."),
    };

    private static void Run(CaseRun run, Loss loss, params ReadOnlySpan<string> inputs)
    {
        var tensors = new Tensor[inputs.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = run.Input(inputs[i]);
        }

        run.Output("loss", run.Context.Run(loss, tensors));
    }

    private static void CrossEntropy(CaseRun run)
    {
        Tensor target = run.Input("target");
        var loss = new CrossEntropy
        {
            Reduction = ReductionOf(run),
            LabelSmoothing = run.Number("label_smoothing", 0),
            HasClassWeights = run.Has("class_weights"),
            IgnoreIndex = run.Whole("ignore_index", DefaultIgnoreIndex),
            HasTargetProbabilities = target.ElementType == ElementType.Float32,
        };
        run.Output("loss", loss.HasClassWeights
            ? run.Context.Run(loss, run.Input("logits"), target, List(run, "class_weights"))
            : run.Context.Run(loss, run.Input("logits"), target));
    }

    private static void BinaryCrossEntropy(CaseRun run)
    {
        var loss = new BinaryCrossEntropyWithLogits { Reduction = ReductionOf(run), HasPositiveWeights = run.Has("pos_weight") };
        run.Output("loss", loss.HasPositiveWeights
            ? run.Context.Run(loss, run.Input("logits"), run.Input("target"), List(run, "pos_weight"))
            : run.Context.Run(loss, run.Input("logits"), run.Input("target")));
    }

    /// <summary>Numbers as a tensor; a number alone as one of one element.</summary>
    private static Tensor List(CaseRun run, string attribute)
    {
        float[] values = run.Case.Attributes[attribute] is JsonArray ? run.Numbers(attribute) : [run.Number(attribute)];
        return run.Scope.From(values, [values.Length]);
    }
}
