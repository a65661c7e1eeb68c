using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Linear layers, matrix products, arithmetic, softmax, embedding.</summary>
internal static class Basics
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["Linear"] = run =>
        {
            var layer = new Networks.Linear("", run.Whole("in"), run.Whole("out"), run.Weights, hasBias: run.Flag("bias"));
            run.Output("output", layer.Forward(run.Context, run.Input("input")));
        },
        ["MatMul"] = run => run.Output("output", run.Context.Run(new MatrixProduct(), run.Input("a"), run.Input("b"))),
        ["Softmax"] = run => run.Output("output", run.Context.Run(new Softmax(), run.Input("input"))),
        ["LogSoftmax"] = run => run.Output("output", run.Context.Run(new LogSoftmax(), run.Input("input"))),
    };
}
