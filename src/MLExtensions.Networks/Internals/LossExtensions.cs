using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

internal static class LossExtensions
{
    /// <summary>Runs a loss that takes row weights as its last, optional input.</summary>
    public static Tensor RunLoss(this ForwardContext context, Operation loss, Tensor output, Tensor labels, Tensor? weights)
    {
        ArgumentNullException.ThrowIfNull(context);
        return weights is { } given ? context.Run(loss, output, labels, given) : context.Run(loss, output, labels);
    }
}
