using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Multi-head attention, transformer layers.</summary>
internal static class Attention
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["MultiheadAttention"] = run =>
        {
            var layer = new MultiHeadAttention(
                "",
                run.Whole("dim"),
                run.Whole("heads"),
                run.Weights,
                run.Number("dropout", missing: 0),
                run.Flag("causal", missing: false),
                run.Flag("bias", missing: true),
                run.Has("kdim") ? run.Whole("kdim") : null,
                run.Has("vdim") ? run.Whole("vdim") : null);
            AttentionMasks masks = Masks(run, "key_padding_mask", "attn_mask");
            run.Output("output", run.Case.Inputs switch
            {
                var inputs when inputs.ContainsKey("input") => layer.Forward(run.Context, run.Input("input"), masks),
                var inputs when inputs.ContainsKey("memory") => layer.Forward(run.Context, run.Input("query"), run.Input("memory"), masks),
                _ => layer.Forward(run.Context, run.Input("query"), run.Input("key"), run.Input("value"), masks),
            });
        },
        ["TransformerEncoderLayer"] = run =>
        {
            var layer = new TransformerEncoderLayer(
                "",
                run.Whole("dim"),
                run.Whole("heads"),
                run.Weights,
                run.Whole("feedforward"),
                run.Number("dropout", missing: 0),
                FeedForwardActivation(run),
                run.Flag("norm_first", missing: false),
                run.Number("norm_eps", missing: 1e-5f),
                run.Flag("causal", missing: false));
            run.Output("output", layer.Forward(run.Context, run.Input("input"), Masks(run, "key_padding_mask", "mask")));
        },
        ["TransformerDecoderLayer"] = run =>
        {
            var layer = new TransformerDecoderLayer(
                "",
                run.Whole("dim"),
                run.Whole("heads"),
                run.Weights,
                run.Whole("feedforward"),
                run.Number("dropout", missing: 0),
                FeedForwardActivation(run),
                run.Flag("norm_first", missing: false),
                run.Number("norm_eps", missing: 1e-5f),
                run.Flag("causal_self_attention", missing: false));
            run.Output("output", layer.Forward(
                run.Context,
                run.Input("target"),
                run.Input("memory"),
                Masks(run, "target_key_padding_mask", "target_mask"),
                Masks(run, "memory_key_padding_mask", "memory_mask")));
        },
    };

    /// <summary>The mask of keys is an attribute or an input, the mask of scores an input.</summary>
    private static AttentionMasks Masks(CaseRun run, string keyPadding, string scores)
    {
        Tensor? padding = run.Case.Inputs.ContainsKey(keyPadding) ? run.Input(keyPadding) : null;
        if (run.Has(keyPadding))
        {
            (int[] values, Shape shape) = run.Table(keyPadding);
            padding = run.Scope.From(values, shape);
        }

        return new AttentionMasks(padding, run.Case.Inputs.ContainsKey(scores) ? run.Input(scores) : null);
    }

    private static Activation FeedForwardActivation(CaseRun run) => run.Text("activation", missing: "relu") switch
    {
        "relu" => Activation.Relu,
        "gelu" => Activation.Gelu,
        "gelu_tanh" => Activation.GeluTanh,
        "silu" => Activation.Silu,
        "elu" => Activation.Elu,
        "leaky_relu" => Activation.LeakyRelu,
        "selu" => Activation.Selu,
        "sigmoid" => Activation.Sigmoid,
        "tanh" => Activation.Tanh,
        "softplus" => Activation.Softplus,
        "mish" => Activation.Mish,
        "hardswish" => Activation.HardSwish,
        var other => throw new InvalidDataException($"The transformer layers have no activation '{other}'."),
    };
}
