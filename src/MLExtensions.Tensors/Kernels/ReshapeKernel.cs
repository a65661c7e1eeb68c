using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y is x under another shape, the same memory; dx = dy.</summary>
internal sealed unsafe class ReshapeKernel : Kernel<Reshape>
{
    public override bool SharesInput => true;

    protected override void Forward(Reshape operation, in ForwardArguments arguments)
    {
        // The output is the input's memory already.
    }

    protected override void Backward(Reshape operation, in BackwardArguments arguments)
    {
        Tensor upstream = arguments.Upstream[0];
        Elementwise.Copy(upstream.Floats, arguments.Gradients[0].Floats, upstream.Length, arguments.Accumulate[0], arguments.Degree);
    }
}
