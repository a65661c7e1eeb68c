using System.Text.Json.Nodes;
using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Parity.Families;

/// <summary>Batch, layer, group and instance normalisation.</summary>
internal static class Normalizations
{
    private const float DefaultEpsilon = 1e-5f;
    private const float DefaultMomentum = 0.1f;

    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["BatchNorm1d"] = Batch,
        ["BatchNorm2d"] = Batch,
        ["BatchNorm3d"] = Batch,
        ["InstanceNorm1d"] = Instance,
        ["InstanceNorm2d"] = Instance,
        ["InstanceNorm3d"] = Instance,
        ["LayerNorm"] = Layer,
        ["GroupNorm"] = run => Run(run, new GroupNormalization(
            "", run.Whole("groups"), run.Whole("channels"), run.Weights, run.Number("eps", DefaultEpsilon), run.Flag("affine", run.Case.Weights.ContainsKey("weight")))),
    };

    private static void Batch(CaseRun run) => Run(run, new BatchNormalization(
        "",
        run.Whole("features"),
        new CountingWeights(run),
        run.Number("eps", DefaultEpsilon),
        Momentum(run),
        run.Flag("affine", run.Case.Weights.ContainsKey("weight")),
        run.Flag("track_running_stats", run.Case.Weights.ContainsKey("running_mean"))));

    private static void Instance(CaseRun run) => Run(run, new InstanceNormalization(
        "",
        run.Whole("features"),
        new CountingWeights(run),
        run.Number("eps", DefaultEpsilon),
        Momentum(run),
        run.Flag("affine", run.Case.Weights.ContainsKey("weight")),
        run.Flag("track_running_stats", run.Case.Weights.ContainsKey("running_mean"))));

    private static void Layer(CaseRun run)
    {
        int[] shape = run.Case.Attributes["shape"] is JsonArray ? run.Wholes("shape") : [run.Whole("shape")];
        bool affine = run.Flag("elementwise_affine", run.Case.Weights.ContainsKey("weight"));
        Run(run, new LayerNormalization(
            "", Shape.Create(shape), run.Weights, run.Number("eps", DefaultEpsilon), affine, run.Flag("bias", affine && run.Case.Weights.ContainsKey("bias"))));
    }

    private static void Run(CaseRun run, Layer layer)
    {
        run.Output("output", layer.Forward(run.Context, run.Input("input")));
        run.Buffers(layer);
    }

    /// <summary>Null, which averages over all batches, only where the case says null.</summary>
    private static float? Momentum(CaseRun run) =>
        run.Case.Attributes.ContainsKey("momentum") && !run.Has("momentum") ? null : run.Number("momentum", DefaultMomentum);

    /// <summary>The case's weights, and a count of batches, which starts at 0 where the case lists none.</summary>
    private sealed class CountingWeights(CaseRun run) : ParameterSource
    {
        public override Parameter Create(string name, Shape shape, Initialization initialization)
        {
            if (name != "num_batches_tracked")
            {
                return run.Weights.Create(name, shape, initialization);
            }

            var count = new Parameter(name, shape);
            if (run.Case.Weights.TryGetValue(name, out var given))
            {
                count.Values[0] = given.ElementType == "int64" ? given.ToInt32()[0] : given.Data[0];
            }

            return count;
        }
    }
}
