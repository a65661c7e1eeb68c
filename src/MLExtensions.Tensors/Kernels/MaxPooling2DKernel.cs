using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>See <see cref="MaxPooling"/> and, for the most common windows, <see cref="MaxPoolingPairs"/>.</summary>
internal sealed class MaxPooling2DKernel : Kernel<MaxPooling2D>
{
    protected override void Forward(MaxPooling2D operation, in ForwardArguments arguments)
    {
        Shape x = arguments.Inputs[0].NodeOrNull!.Shape, y = arguments.Outputs[0].NodeOrNull!.Shape;
        if (MaxPoolingPairs.Fits(operation, x, y))
        {
            MaxPoolingPairs.Forward(arguments);
            return;
        }

        PoolingWindows windows = PoolingWindows.Of(x, y);
        using var table = new Scratch(windows.TableLength);
        windows.Slide(table, operation.Kernel, operation.Stride ?? operation.Kernel, operation.Padding, operation.Dilation, countPadding: false);
        MaxPooling.Forward(windows, arguments);
    }

    protected override void Backward(MaxPooling2D operation, in BackwardArguments arguments)
    {
        if (MaxPoolingPairs.Fits(operation, arguments.Inputs[0].NodeOrNull!.Shape, arguments.Outputs[0].NodeOrNull!.Shape))
        {
            MaxPoolingPairs.Backward(arguments);
            return;
        }

        MaxPooling.Backward(arguments);
    }
}
