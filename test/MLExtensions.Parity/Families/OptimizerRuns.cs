using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Optimisers: minimise sum(scale * (x - target)^2) from start.</summary>
internal static class OptimizerRuns
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["sgd"] = run => Run(run, Sgd(run), 1e-3f),
        ["sgd_momentum"] = run => Run(run, Sgd(run), 1e-3f),
        ["sgd_nesterov_decay"] = run => Run(run, Sgd(run), 1e-3f),
        ["adam"] = run => Run(run, Adam(run), 1e-3f),
        ["adam_amsgrad"] = run => Run(run, Adam(run), 1e-3f),
        ["adamw"] = run => Run(
            run,
            new AdamW { Beta1 = Beta(run, 0, 0.9f), Beta2 = Beta(run, 1, 0.999f), Epsilon = run.Number("eps", 1e-8f), AmsGrad = run.Flag("amsgrad", false) },
            1e-3f,
            missingDecay: 0.01f),
        ["rmsprop"] = run => Run(
            run,
            new RmsProp
            {
                Alpha = run.Number("alpha", 0.99f),
                Epsilon = run.Number("eps", 1e-8f),
                Momentum = run.Number("momentum", 0),
                Centered = run.Flag("centered", false),
            },
            0.01f),
        ["adagrad"] = run => Run(
            run,
            new Adagrad
            {
                LearningRateDecay = run.Number("lr_decay", 0),
                InitialAccumulator = run.Number("initial_accumulator_value", 0),
                Epsilon = run.Number("eps", 1e-10f),
            },
            0.01f),
        ["adadelta"] = run => Run(run, new Adadelta { Rho = run.Number("rho", 0.9f), Epsilon = run.Number("eps", 1e-6f) }, 1),
    };

    private static Sgd Sgd(CaseRun run) =>
        new() { Momentum = run.Number("momentum", 0), Dampening = run.Number("dampening", 0), Nesterov = run.Flag("nesterov", false) };

    private static Adam Adam(CaseRun run) => new()
    {
        Beta1 = Beta(run, 0, 0.9f),
        Beta2 = Beta(run, 1, 0.999f),
        Epsilon = run.Number("eps", 1e-8f),
        AmsGrad = run.Flag("amsgrad", run.Case.Operation == "adam_amsgrad"),
    };

    private static float Beta(CaseRun run, int index, float missing) => run.Has("betas") ? run.Numbers("betas")[index] : missing;

    private static void Run(CaseRun run, Optimizer optimizer, float missingRate, float missingDecay = 0)
    {
        ParityTensor start = run.Case.Inputs["start"];
        int steps = run.Case.Outputs["trajectory"].Shape[0];
        int size = start.Data.Length;
        var x = new Parameter("x", Shape.Create(start.Shape));
        start.Data.CopyTo(x.Values);
        var group = new ParameterGroup([x], run.Number("lr", missingRate), run.Number("weight_decay", missingDecay));
        var state = new OptimizerState(optimizer, CpuDevice.Default, [group]);
        Tensor scale = run.Scope.From(run.Case.Inputs["scale"].Data, x.Shape);
        Tensor minusTarget = run.Scope.From(Array.ConvertAll(run.Case.Inputs["target"].Data, value => -value), x.Shape);
        float[] ones = new float[size];
        Array.Fill(ones, 1);
        float[] trajectory = new float[steps * size];
        var tape = new GradientTape();
        var context = new ForwardContext(run.Scope, tape);
        for (int step = 0; step < steps; step++)
        {
            tape.Clear();
            Tensor error = context.Run(new Add(), x.Tensor, minusTarget);
            Tensor losses = context.Run(new Multiply(), scale, context.Run(new Multiply(), error, error));
            state.ClearGradients();
            tape.Backward(losses, run.Scope, run.Scope.From(ones, x.Shape));
            state.Step();
            x.Values.CopyTo(trajectory.AsSpan(step * size));
        }

        run.Output("trajectory", trajectory);
    }
}
