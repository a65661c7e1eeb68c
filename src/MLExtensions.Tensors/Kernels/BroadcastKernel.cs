using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = f(a, b), either repeated where it is shorter; da = dy f_a, db = dy f_b, summed over the repetitions.</summary>
/// <typeparam name="TOperation">The operation.</typeparam>
/// <typeparam name="TFunction">Its function.</typeparam>
internal sealed unsafe class BroadcastKernel<TOperation, TFunction> : Kernel<TOperation>
    where TOperation : BroadcastArithmetic
    where TFunction : IBinaryFunction
{
    protected override void Forward(TOperation operation, in ForwardArguments arguments)
    {
        Tensor a = arguments.Inputs[0], b = arguments.Inputs[1], y = arguments.Outputs[0];
        Broadcast.Apply<TFunction>(
            y.NodeOrNull!.Shape, a.Floats, a.NodeOrNull!.Shape, b.Floats, b.NodeOrNull!.Shape, y.Floats, accumulate: false, arguments.Degree);
    }

    protected override void Backward(TOperation operation, in BackwardArguments arguments)
    {
        for (int i = 0; i < 2; i++)
        {
            if (arguments.Wants(i))
            {
                Differentiate(i, arguments);
            }
        }
    }

    private static void Differentiate(int input, in BackwardArguments arguments)
    {
        Tensor a = arguments.Inputs[0], b = arguments.Inputs[1], upstream = arguments.Upstream[0], gradient = arguments.Gradients[input];
        Shape shape = upstream.NodeOrNull!.Shape, own = gradient.NodeOrNull!.Shape;
        float* dy = upstream.Floats;
        bool accumulate = arguments.Accumulate[input], repeated = own.Length != shape.Length;
        if (TFunction.PassesOn(input) && !repeated)
        {
            Elementwise.Copy(dy, gradient.Floats, gradient.Length, accumulate, arguments.Degree);
            return;
        }

        using var scratch = new Scratch(repeated && !TFunction.PassesOn(input) ? Math.Max(1, shape.Length) : 1);
        if (!TFunction.PassesOn(input))
        {
            float* target = repeated ? scratch.Floats : gradient.Floats;
            Broadcast.Differentiate<TFunction>(
                input, shape, dy, a.Floats, a.NodeOrNull!.Shape, b.Floats, b.NodeOrNull!.Shape, target, accumulate && !repeated, arguments.Degree);
            dy = target;
        }

        if (repeated)
        {
            AxisReduction.SumTo(own, dy, shape, gradient.Floats, accumulate, arguments.Degree);
        }
    }
}
