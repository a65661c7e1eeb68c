using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Functions of one element.</summary>
internal static class Activations
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["relu"] = run => Run(run, new Activate { Activation = Activation.Relu }),
        ["leaky_relu"] = run => Run(run, new Activate { Activation = Activation.LeakyRelu, NegativeSlope = run.Number("slope", 0.01f) }),
        ["gelu"] = run => Run(run, new Activate { Activation = Activation.Gelu }),
        ["gelu_tanh"] = run => Run(run, new Activate { Activation = Activation.GeluTanh }),
        ["silu"] = run => Run(run, new Activate { Activation = Activation.Silu }),
        ["sigmoid"] = run => Run(run, new Activate { Activation = Activation.Sigmoid }),
        ["tanh"] = run => Run(run, new Activate { Activation = Activation.Tanh }),
        ["elu"] = run => Run(run, new Activate { Activation = Activation.Elu, Alpha = run.Number("alpha", 1) }),
        ["selu"] = run => Run(run, Selu(run.Number("alpha", SeluAlpha), run.Number("scale", SeluScale))),
        ["softplus"] = run => Run(run, new Activate { Activation = Activation.Softplus, Beta = run.Number("beta", 1), Threshold = run.Number("threshold", 20) }),
        ["mish"] = run => Run(run, new Activate { Activation = Activation.Mish }),
        ["hardswish"] = run => Run(run, new Activate { Activation = Activation.HardSwish }),
    };

    private const float SeluAlpha = 1.6732632423543772f;
    private const float SeluScale = 1.0507009873554805f;

    private static Activate Selu(float alpha, float scale) => alpha == SeluAlpha && scale == SeluScale
        ? new Activate { Activation = Activation.Selu }
        : new Activate { Activation = Activation.Elu, Alpha = alpha, Scale = scale };

    private static void Run(CaseRun run, Activate operation) => run.Output("output", run.Context.Run(operation, run.Input("input")));
}
