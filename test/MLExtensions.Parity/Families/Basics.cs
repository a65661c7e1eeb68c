using System.Text.Json.Nodes;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Linear layers, matrix products, arithmetic, reductions, softmax, gates, embedding.</summary>
internal static class Basics
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["Linear"] = run =>
        {
            var layer = new Networks.Linear("", run.Whole("in"), run.Whole("out"), run.Weights, hasBias: run.Flag("bias"));
            run.Output("output", layer.Forward(run.Context, run.Input("input")));
        },
        ["MatMul"] = run => run.Output("output", run.Context.MatrixProduct(run.Input("a"), run.Input("b"))),
        ["Softmax"] = run => run.Output("output", run.Context.Run(new Softmax { Axis = run.Whole("dim", -1) }, run.Input("input"))),
        ["LogSoftmax"] = run => run.Output("output", run.Context.Run(new LogSoftmax { Axis = run.Whole("dim", -1) }, run.Input("input"))),
        ["GLU"] = run => run.Output("output", run.Context.Run(new Glu { Axis = run.Whole("dim", -1) }, run.Input("input"))),
        ["Embedding"] = run =>
        {
            int? padding = run.Has("padding_idx") ? run.Whole("padding_idx") : null;
            var layer = new Networks.Embedding("", run.Whole("count"), run.Whole("dim"), run.Weights, padding);
            run.Output("output", layer.Forward(run.Context, run.Input("indices")));
        },
        ["BroadcastArithmetic"] = run =>
        {
            // a b + exp(a) / (1 + b b)
            ForwardContext context = run.Context;
            Tensor a = run.Input("a"), b = run.Input("b");
            Tensor divisor = context.Run(new Affine { Summand = 1 }, context.Multiply(b, b));
            run.Output("output", context.Add(context.Multiply(a, b), context.Divide(context.Exp(a), divisor)));
        },
        ["Reductions"] = run =>
        {
            // mean + 0.1 sum + max + biased variance
            ForwardContext context = run.Context;
            Tensor x = run.Input("input");
            AxisList axes = !run.Has("dim") ? [] : run.Case.Attributes["dim"] is JsonArray ? AxisList.Create(run.Wholes("dim")) : [run.Whole("dim")];
            bool keep = run.Flag("keepdim", false);
            Tensor tenth = context.Run(new Affine { Factor = 0.1 }, context.Run(new Sum { Axes = axes, KeepAxes = keep }, x));
            Tensor first = context.Add(context.Run(new Mean { Axes = axes, KeepAxes = keep }, x), tenth);
            Tensor second = context.Run(new Max { Axes = axes, KeepAxes = keep }, x);
            Tensor third = context.Run(new Variance { Axes = axes, KeepAxes = keep, Correction = 0 }, x);
            run.Output("output", context.Add(context.Add(first, second), third));
        },
    };
}
