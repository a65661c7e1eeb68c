using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Losses.</summary>
internal static class Losses
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["CrossEntropy"] = run => run.Output("loss", run.Context.Run(new CrossEntropy(), run.Input("logits"), run.Input("target"))),
        ["BinaryCrossEntropyWithLogits"] = run =>
            run.Output("loss", run.Context.Run(new BinaryCrossEntropyWithLogits(), run.Input("logits"), run.Input("target"))),
        ["MeanSquaredError"] = run => run.Output("loss", run.Context.Run(new MeanSquaredError(), run.Input("prediction"), run.Input("target"))),
    };
}
