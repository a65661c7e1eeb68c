using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Functions of one element.</summary>
internal static class Activations
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["relu"] = run => Run(run, new Activate { Activation = Activation.Relu }),
        ["leaky_relu"] = run => Run(run, new Activate { Activation = Activation.LeakyRelu, NegativeSlope = run.Number("slope") }),
        ["gelu"] = run => Run(run, new Activate { Activation = Activation.Gelu }),
        ["gelu_tanh"] = run => Run(run, new Activate { Activation = Activation.GeluTanh }),
        ["silu"] = run => Run(run, new Activate { Activation = Activation.Silu }),
        ["sigmoid"] = run => Run(run, new Activate { Activation = Activation.Sigmoid }),
        ["tanh"] = run => Run(run, new Activate { Activation = Activation.Tanh }),
        ["elu"] = run => Run(run, new Activate { Activation = Activation.Elu, Alpha = run.Number("alpha") }),
        ["selu"] = run => Run(run, new Activate { Activation = Activation.Selu }),
        ["softplus"] = run => Run(run, new Activate { Activation = Activation.Softplus }),
        ["mish"] = run => Run(run, new Activate { Activation = Activation.Mish }),
        ["hardswish"] = run => Run(run, new Activate { Activation = Activation.HardSwish }),
    };

    private static void Run(CaseRun run, Activate operation) => run.Output("output", run.Context.Run(operation, run.Input("input")));
}
