using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>See <see cref="AveragePooling"/>.</summary>
internal sealed class AveragePooling2DKernel : Kernel<AveragePooling2D>
{
    protected override void Forward(AveragePooling2D operation, in ForwardArguments arguments)
    {
        PoolingWindows windows = PoolingWindows.Of(arguments.Inputs[0].NodeOrNull!.Shape, arguments.Outputs[0].NodeOrNull!.Shape);
        using var table = new Scratch(windows.TableLength);
        Slide(operation, ref windows, table);
        AveragePooling.Forward(windows, operation.DivisorOverride ?? 0, arguments);
    }

    protected override void Backward(AveragePooling2D operation, in BackwardArguments arguments)
    {
        PoolingWindows windows = PoolingWindows.Of(arguments.Inputs[0].NodeOrNull!.Shape, arguments.Outputs[0].NodeOrNull!.Shape);
        using var table = new Scratch(windows.TableLength);
        Slide(operation, ref windows, table);
        AveragePooling.Backward(windows, operation.DivisorOverride ?? 0, arguments);
    }

    private static void Slide(AveragePooling2D operation, ref PoolingWindows windows, in Scratch table) =>
        windows.Slide(table, operation.Kernel, operation.Stride ?? operation.Kernel, operation.Padding, dilation: 1, operation.CountIncludePad);
}
