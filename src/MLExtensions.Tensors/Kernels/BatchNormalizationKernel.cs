using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>A statistic a channel: see <see cref="ChannelNormalization"/>.</summary>
internal sealed unsafe class BatchNormalizationKernel : Kernel<BatchNormalization>
{
    protected override void Forward(BatchNormalization operation, in ForwardArguments arguments) => Normalization(operation, arguments.Inputs).Forward(
        operation.Epsilon, operation.HasAffine, arguments.Outputs[1].Floats, arguments.Outputs[2].Floats, arguments);

    protected override void Backward(BatchNormalization operation, in BackwardArguments arguments) =>
        Normalization(operation, arguments.Inputs).Backward(operation.HasAffine, arguments);

    private static ChannelNormalization Normalization(BatchNormalization operation, ReadOnlySpan<Tensor> inputs)
    {
        ChannelLayout layout = ChannelLayout.Of(inputs[0].NodeOrNull!.Shape);
        return new ChannelNormalization(layout, group: 1, weights: layout.Channels, operation.IsRectified);
    }
}
