using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

internal static class LossExtensions
{
    /// <summary>Runs a loss that takes row weights as an optional third input.</summary>
    /// <param name="context">The run.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="output">The predictions.</param>
    /// <param name="labels">The targets.</param>
    /// <param name="weights">The row weights, or null.</param>
    /// <param name="last">The loss's last input, after the row weights, or null.</param>
    public static Tensor RunLoss(this ForwardContext context, Operation loss, Tensor output, Tensor labels, Tensor? weights, Tensor? last = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (weights, last) switch
        {
            ({ } given, { } own) => context.Run(loss, output, labels, given, own),
            ({ } given, null) => context.Run(loss, output, labels, given),
            (null, { } own) => context.Run(loss, output, labels, own),
            _ => context.Run(loss, output, labels),
        };
    }
}
