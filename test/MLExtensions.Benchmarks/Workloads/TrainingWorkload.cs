using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Benchmarks;

/// <summary>A full training step in float32: zero gradients, forward, loss, backward, Adam.</summary>
internal sealed class TrainingWorkload : Workload
{
    /// <summary>The network.</summary>
    public required Func<ParameterSource, Layer> Build { get; init; }

    /// <summary>The batch's features.</summary>
    public required int[] Input { get; init; }

    /// <summary>Cross-entropy over so many classes; null for the mean squared error.</summary>
    public int? Classes { get; init; }

    /// <summary>Whether the targets of the mean squared error are zeros, so that the loss is the mean of squares.</summary>
    public bool TargetsAreZero { get; init; }

    /// <summary>Multiplications and additions of the forward run of a batch, and those among them whose input needs no gradient.</summary>
    public required (double All, double First) Forward { get; init; }

    /// <summary>Backward computes a gradient of the weights and one of the input, each as much as forward.</summary>
    public override double Operations => 3 * Forward.All - Forward.First;

    public override IWorkloadRun Prepare(int threads) => new TrainingStep(this, threads);
}
