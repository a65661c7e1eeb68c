using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>A statistic for each group of each row: see <see cref="ChannelNormalization"/>. All rows' channels are seen as the channels of one row.</summary>
internal sealed unsafe class GroupNormalizationKernel : Kernel<GroupNormalization>
{
    protected override void Forward(GroupNormalization operation, in ForwardArguments arguments) => Normalization(operation, arguments.Inputs).Forward(
        operation.Epsilon,
        operation.HasAffine,
        operation.HasStatistics ? arguments.Outputs[1].Floats : null,
        operation.HasStatistics ? arguments.Outputs[2].Floats : null,
        arguments);

    protected override void Backward(GroupNormalization operation, in BackwardArguments arguments) =>
        Normalization(operation, arguments.Inputs).Backward(operation.HasAffine, arguments);

    private static ChannelNormalization Normalization(GroupNormalization operation, ReadOnlySpan<Tensor> inputs)
    {
        ChannelLayout layout = ChannelLayout.Of(inputs[0].NodeOrNull!.Shape);
        return new ChannelNormalization(
            new ChannelLayout(1, layout.Lines, layout.Length), Math.Max(1, layout.Channels / operation.Groups), weights: layout.Channels);
    }
}
