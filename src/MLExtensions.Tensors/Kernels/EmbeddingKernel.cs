using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y_i = weight[index_i]; dweight[r] = the sum of dy_i over all i with index r.</summary>
internal sealed unsafe class EmbeddingKernel : Kernel<Embedding>
{
    protected override void Forward(Embedding operation, in ForwardArguments arguments)
    {
        Tensor indices = arguments.Inputs[0], weight = arguments.Inputs[1];
        Shape table = weight.NodeOrNull!.Shape;
        IndexedRows.Check(nameof(Embedding), indices.Ints, indices.Length, table[0]);
        IndexedRows.Take(weight.Floats, 1, table[0], table[1], indices.Ints, indices.Length, arguments.Outputs[0].Floats, arguments.Degree);
    }

    protected override void Backward(Embedding operation, in BackwardArguments arguments)
    {
        Tensor indices = arguments.Inputs[0], gradient = arguments.Gradients[1];
        Shape table = gradient.NodeOrNull!.Shape;
        IndexedRows.Check(nameof(Embedding), indices.Ints, indices.Length, table[0]);
        int padding = operation.PaddingIndex is { } index ? (index < 0 ? index + table[0] : index) : -1;
        IndexedRows.Return(
            arguments.Upstream[0].Floats,
            table[1],
            1,
            table[0],
            table[1],
            indices.Ints,
            indices.Length,
            gradient.Floats,
            arguments.Accumulate[1],
            padding,
            arguments.Degree);
    }
}
