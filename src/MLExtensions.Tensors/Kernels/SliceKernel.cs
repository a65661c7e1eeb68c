using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = a part of an axis of x; dx is dy there and 0 elsewhere.</summary>
internal sealed unsafe class SliceKernel : Kernel<Slice>
{
    protected override void Forward(Slice operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        StridedAxes axes = Axes(operation, x.NodeOrNull!.Shape, y.NodeOrNull!.Shape, back: false, out nint first);
        StridedCopy.Run(axes, x.Floats + first, y.Floats, accumulate: false, arguments.Degree);
    }

    protected override void Backward(Slice operation, in BackwardArguments arguments)
    {
        Tensor upstream = arguments.Upstream[0], gradient = arguments.Gradients[0];
        StridedAxes axes = Axes(operation, gradient.NodeOrNull!.Shape, upstream.NodeOrNull!.Shape, back: true, out nint first);
        if (!arguments.Accumulate[0])
        {
            Elementwise.Fill(gradient.Floats, gradient.Length, 0, arguments.Degree);
        }

        StridedCopy.Run(axes, upstream.Floats, gradient.Floats + first, arguments.Accumulate[0], arguments.Degree);
    }

    private static StridedAxes Axes(Slice operation, in Shape x, in Shape y, bool back, out nint first)
    {
        int axis = x.Position(operation.Axis);
        (nint outer, nint inner) = x.Around(axis);
        first = operation.FirstPosition(x[axis]) * inner;
        nint rowOfX = x[axis] * inner, rowOfY = y[axis] * inner, step = operation.Step * inner;
        var axes = default(StridedAxes);
        axes.Add(outer, back ? rowOfY : rowOfX, back ? rowOfX : rowOfY);
        axes.Add(y[axis], back ? inner : step, back ? step : inner);
        axes.Add(inner, 1, 1);
        return axes;
    }
}
