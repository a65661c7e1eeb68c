using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y[..., i, ...] = x[..., indices[i], ...]; the gradient of each position is the sum over the places it was taken to.</summary>
internal sealed unsafe class IndexSelectKernel : Kernel<IndexSelect>
{
    protected override void Forward(IndexSelect operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], indices = arguments.Inputs[1];
        Shape shape = x.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        (nint outer, nint inner) = shape.Around(axis);
        IndexedRows.Check(nameof(IndexSelect), indices.Ints, indices.Length, shape[axis]);
        IndexedRows.Take(x.Floats, outer, shape[axis], inner, indices.Ints, indices.Length, arguments.Outputs[0].Floats, arguments.Degree);
    }

    protected override void Backward(IndexSelect operation, in BackwardArguments arguments)
    {
        Tensor gradient = arguments.Gradients[0], indices = arguments.Inputs[1];
        Shape shape = gradient.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        (nint outer, nint inner) = shape.Around(axis);
        IndexedRows.Check(nameof(IndexSelect), indices.Ints, indices.Length, shape[axis]);
        IndexedRows.Return(
            arguments.Upstream[0].Floats,
            inner,
            outer,
            shape[axis],
            inner,
            indices.Ints,
            indices.Length,
            gradient.Floats,
            arguments.Accumulate[0],
            without: -1,
            arguments.Degree);
    }
}
