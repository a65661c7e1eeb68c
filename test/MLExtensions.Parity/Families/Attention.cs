using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Parity.Families;

/// <summary>Multi-head attention.</summary>
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
}
