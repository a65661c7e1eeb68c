using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>See <see cref="AveragePooling"/>.</summary>
internal sealed class AdaptiveAveragePooling2DKernel : Kernel<AdaptiveAveragePooling2D>
{
    protected override void Forward(AdaptiveAveragePooling2D operation, in ForwardArguments arguments)
    {
        PoolingWindows windows = PoolingWindows.Of(arguments.Inputs[0].NodeOrNull!.Shape, arguments.Outputs[0].NodeOrNull!.Shape);
        using var table = new Scratch(windows.TableLength);
        windows.Cover(table);
        AveragePooling.Forward(windows, divisor: 0, arguments);
    }

    protected override void Backward(AdaptiveAveragePooling2D operation, in BackwardArguments arguments)
    {
        PoolingWindows windows = PoolingWindows.Of(arguments.Inputs[0].NodeOrNull!.Shape, arguments.Outputs[0].NodeOrNull!.Shape);
        using var table = new Scratch(windows.TableLength);
        windows.Cover(table);
        AveragePooling.Backward(windows, divisor: 0, arguments);
    }
}
