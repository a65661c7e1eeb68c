using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = a + b; da = dy, db = dy.</summary>
internal sealed unsafe class AddKernel : Kernel<Add>
{
    protected override void Forward(Add operation, in ForwardArguments arguments) => Elementwise.Add(
        arguments.Inputs[0].Floats, arguments.Inputs[1].Floats, arguments.Outputs[0].Floats, arguments.Outputs[0].Length, arguments.Degree);

    protected override void Backward(Add operation, in BackwardArguments arguments)
    {
        Tensor upstream = arguments.Upstream[0];
        for (int i = 0; i < 2; i++)
        {
            if (arguments.Wants(i))
            {
                Elementwise.Copy(upstream.Floats, arguments.Gradients[i].Floats, upstream.Length, arguments.Accumulate[i], arguments.Degree);
            }
        }
    }
}
