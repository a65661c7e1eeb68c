using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = a b; da = dy b, db = dy a.</summary>
internal sealed unsafe class MultiplyKernel : Kernel<Multiply>
{
    protected override void Forward(Multiply operation, in ForwardArguments arguments) => Elementwise.Multiply(
        arguments.Inputs[0].Floats,
        arguments.Inputs[1].Floats,
        arguments.Outputs[0].Floats,
        arguments.Outputs[0].Length,
        accumulate: false,
        arguments.Degree);

    protected override void Backward(Multiply operation, in BackwardArguments arguments)
    {
        Tensor upstream = arguments.Upstream[0];
        for (int i = 0; i < 2; i++)
        {
            if (arguments.Wants(i))
            {
                Elementwise.Multiply(
                    upstream.Floats,
                    arguments.Inputs[1 - i].Floats,
                    arguments.Gradients[i].Floats,
                    upstream.Length,
                    arguments.Accumulate[i],
                    arguments.Degree);
            }
        }
    }
}
