using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = the inputs along an axis; each one's gradient is its part of dy.</summary>
internal sealed unsafe class ConcatenateKernel : Kernel<Concatenate>
{
    protected override void Forward(Concatenate operation, in ForwardArguments arguments)
    {
        Tensor y = arguments.Outputs[0];
        Shape shape = y.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        (nint outer, nint inner) = shape.Around(axis);
        nint row = shape[axis] * inner, offset = 0;
        foreach (Tensor input in arguments.Inputs)
        {
            nint part = input.NodeOrNull!.Shape[axis] * inner;
            var axes = default(StridedAxes);
            axes.Add(outer, part, row);
            axes.Add(part, 1, 1);
            StridedCopy.Run(axes, input.Floats, y.Floats + offset, accumulate: false, arguments.Degree);
            offset += part;
        }
    }

    protected override void Backward(Concatenate operation, in BackwardArguments arguments)
    {
        Tensor upstream = arguments.Upstream[0];
        Shape shape = upstream.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        (nint outer, nint inner) = shape.Around(axis);
        nint row = shape[axis] * inner, offset = 0;
        for (int i = 0; i < arguments.Inputs.Length; i++)
        {
            nint part = arguments.Inputs[i].NodeOrNull!.Shape[axis] * inner;
            if (arguments.Wants(i))
            {
                var axes = default(StridedAxes);
                axes.Add(outer, row, part);
                axes.Add(part, 1, 1);
                StridedCopy.Run(axes, upstream.Floats + offset, arguments.Gradients[i].Floats, arguments.Accumulate[i], arguments.Degree);
            }

            offset += part;
        }
    }
}
