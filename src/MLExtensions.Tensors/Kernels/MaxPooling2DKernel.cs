using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>See <see cref="MaxPooling"/>.</summary>
internal sealed class MaxPooling2DKernel : Kernel<MaxPooling2D>
{
    protected override void Forward(MaxPooling2D operation, in ForwardArguments arguments)
    {
        PoolingWindows windows = PoolingWindows.Of(arguments.Inputs[0].NodeOrNull!.Shape, arguments.Outputs[0].NodeOrNull!.Shape);
        using var table = new Scratch(windows.TableLength);
        windows.Slide(table, operation.Kernel, operation.Stride ?? operation.Kernel, operation.Padding, operation.Dilation, countPadding: false);
        MaxPooling.Forward(windows, arguments);
    }

    protected override void Backward(MaxPooling2D operation, in BackwardArguments arguments) => MaxPooling.Backward(arguments);
}
