using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y[i_axes[0], ...] = x[i_0, ...]; dx is dy with the axes brought back.</summary>
internal sealed unsafe class TransposeKernel : Kernel<Transpose>
{
    protected override void Forward(Transpose operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        StridedCopy.Run(Axes(operation.Axes, x.NodeOrNull!.Shape, back: false), x.Floats, y.Floats, accumulate: false, arguments.Degree);
    }

    protected override void Backward(Transpose operation, in BackwardArguments arguments)
    {
        Tensor gradient = arguments.Gradients[0];
        StridedAxes axes = Axes(operation.Axes, gradient.NodeOrNull!.Shape, back: true);
        StridedCopy.Run(axes, arguments.Upstream[0].Floats, gradient.Floats, arguments.Accumulate[0], arguments.Degree);
    }

    /// <summary>The axes in the order of the target, which is x's where the gradient goes back.</summary>
    private static StridedAxes Axes(AxisList order, in Shape x, bool back)
    {
        Span<nint> stepsOfX = stackalloc nint[Shape.MaximumRank];
        Span<nint> stepsOfY = stackalloc nint[Shape.MaximumRank];
        nint stepOfX = 1, stepOfY = 1;
        for (int i = x.Rank - 1; i >= 0; i--)
        {
            stepsOfX[i] = stepOfX;
            stepOfX *= x[i];
            stepsOfY[order[i]] = stepOfY;
            stepOfY *= x[order[i]];
        }

        var axes = default(StridedAxes);
        for (int i = 0; i < x.Rank; i++)
        {
            int axis = back ? i : order[i];
            axes.Add(x[axis], back ? stepsOfY[axis] : stepsOfX[axis], back ? stepsOfX[axis] : stepsOfY[axis]);
        }

        return axes;
    }
}
