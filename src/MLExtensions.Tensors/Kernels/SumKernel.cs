using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = sum x, or divided by the number of elements; dx = dy, or divided by that number, at every place that was taken.</summary>
/// <typeparam name="TOperation"><see cref="Sum"/> or <see cref="Mean"/>.</typeparam>
internal sealed unsafe class SumKernel<TOperation> : Kernel<TOperation>
    where TOperation : AxesReduction
{
    protected override void Forward(TOperation operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        var layout = ReductionLayout.Create(shape, operation.Kept(shape));
        AxisReduction.Run<AxisReduction.Plain>(
            layout, x.Floats, null, Scale(operation, shape), arguments.Outputs[0].Floats, null, accumulate: false, arguments.Degree);
    }

    protected override void Backward(TOperation operation, in BackwardArguments arguments)
    {
        Tensor gradient = arguments.Gradients[0];
        Shape shape = gradient.NodeOrNull!.Shape;
        float scale = (float)Scale(operation, shape);
        Broadcast.Apply<BinaryFunctions.Multiply>(
            shape, arguments.Upstream[0].Floats, operation.Kept(shape), &scale, [], gradient.Floats, arguments.Accumulate[0], arguments.Degree);
    }

    private static double Scale(TOperation operation, in Shape shape) => operation is Mean ? 1.0 / operation.Count(shape) : 1;
}
