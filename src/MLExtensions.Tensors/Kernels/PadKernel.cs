using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = x with more around it. A constant leaves x's place to a copy. The other modes take positions of x again, axis by axis; their gradients come back the same way.
/// </summary>
internal sealed unsafe class PadKernel : Kernel<Pad>
{
    protected override void Forward(Pad operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        int degree = arguments.Degree;
        Shape shape = x.NodeOrNull!.Shape, padded = y.NodeOrNull!.Shape;
        if (operation.Mode == PaddingMode.Constant || shape == padded)
        {
            Elementwise.Fill(y.Floats, shape == padded ? 0 : y.Length, operation.Value, degree);
            StridedAxes axes = Place(operation, shape, padded, back: false, out nint first);
            StridedCopy.Run(axes, x.Floats, y.Floats + first, accumulate: false, degree);
            return;
        }

        using var indices = new Scratch(Longest(padded));
        using var room = new Scratch(2 * Math.Max(1, y.Length));
        float* source = x.Floats;
        bool second = false;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == padded[axis])
            {
                continue;
            }

            // To y at the last axis, and between two halves of the room before.
            float* target = shape.With(axis, padded[axis]) == padded ? y.Floats : room.Floats + (second ? y.Length : 0);
            int* positions = Positions(operation, shape, axis, padded[axis], indices);
            (nint outer, nint inner) = shape.Around(axis);
            IndexedRows.Take(source, outer, shape[axis], inner, positions, padded[axis], target, degree);
            shape = shape.With(axis, padded[axis]);
            source = target;
            second = !second;
        }
    }

    protected override void Backward(Pad operation, in BackwardArguments arguments)
    {
        Tensor upstream = arguments.Upstream[0], gradient = arguments.Gradients[0];
        bool accumulate = arguments.Accumulate[0];
        int degree = arguments.Degree;
        Shape shape = gradient.NodeOrNull!.Shape, padded = upstream.NodeOrNull!.Shape;
        if (operation.Mode == PaddingMode.Constant || shape == padded)
        {
            StridedAxes axes = Place(operation, shape, padded, back: true, out nint first);
            StridedCopy.Run(axes, upstream.Floats + first, gradient.Floats, accumulate, degree);
            return;
        }

        using var indices = new Scratch(Longest(padded));
        using var room = new Scratch(2 * Math.Max(1, upstream.Length));
        float* source = upstream.Floats;
        bool second = false;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (shape[axis] == padded[axis])
            {
                continue;
            }

            int* positions = Positions(operation, shape, axis, padded[axis], indices);
            (nint outer, nint inner) = padded.Around(axis);
            int length = padded[axis];
            padded = padded.With(axis, shape[axis]);
            bool last = padded == shape;
            float* target = last ? gradient.Floats : room.Floats + (second ? upstream.Length : 0);
            IndexedRows.Return(source, inner, outer, shape[axis], inner, positions, length, target, last && accumulate, without: -1, degree);
            source = target;
            second = !second;
        }
    }

    /// <summary>Where x lies in y: the axes with the steps of x and of y, or of y and of x where the gradient goes back, and the first element in y.</summary>
    private static StridedAxes Place(Pad operation, in Shape x, in Shape y, bool back, out nint first)
    {
        var axes = default(StridedAxes);
        first = 0;
        for (int i = 0; i < x.Rank; i++)
        {
            nint stepOfX = x.Around(i).Inner, stepOfY = y.Around(i).Inner;
            first += operation.Around(x, i).Before * stepOfY;
            axes.Add(x[i], back ? stepOfY : stepOfX, back ? stepOfX : stepOfY);
        }

        return axes;
    }

    private static nint Longest(in Shape shape)
    {
        nint longest = 1;
        foreach (int length in shape)
        {
            longest = Math.Max(longest, length);
        }

        return longest;
    }

    /// <summary>For each position of the padded axis the one of x that it shows.</summary>
    private static int* Positions(Pad operation, in Shape x, int axis, int count, in Scratch room)
    {
        int* positions = (int*)room.Floats;
        int before = operation.Around(x, axis).Before, length = x[axis];
        for (int i = 0; i < count; i++)
        {
            int position = i - before;
            positions[i] = operation.Mode switch
            {
                PaddingMode.Reflect => position < 0 ? -position : position >= length ? 2 * (length - 1) - position : position,
                PaddingMode.Replicate => Math.Clamp(position, 0, length - 1),
                _ => position < 0 ? position + length : position >= length ? position - length : position,
            };
        }

        return positions;
    }
}
