using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>See <see cref="MaxPooling"/>.</summary>
internal sealed class AdaptiveMaxPooling2DKernel : Kernel<AdaptiveMaxPooling2D>
{
    protected override void Forward(AdaptiveMaxPooling2D operation, in ForwardArguments arguments)
    {
        PoolingWindows windows = PoolingWindows.Of(arguments.Inputs[0].NodeOrNull!.Shape, arguments.Outputs[0].NodeOrNull!.Shape);
        using var table = new Scratch(windows.TableLength);
        windows.Cover(table);
        MaxPooling.Forward(windows, arguments);
    }

    protected override void Backward(AdaptiveMaxPooling2D operation, in BackwardArguments arguments) => MaxPooling.Backward(arguments);
}
