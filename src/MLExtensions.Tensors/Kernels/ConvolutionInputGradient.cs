using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// dx = the sum of W^T dy over all windows that saw x: itself a convolution of dy, with the kernel from its end. With a stride, elements of x that are as
/// far apart as the stride see the same taps, and each such family is a convolution of its own with some of the taps. Also what a transposed
/// convolution computes, with its bias to begin with.
/// </summary>
internal static unsafe class ConvolutionInputGradient
{
    /// <param name="sizes">The lengths.</param>
    /// <param name="dy">What flows back to the convolution's output.</param>
    /// <param name="weight">The kernels.</param>
    /// <param name="bias">What each channel of dx begins with, or null.</param>
    /// <param name="dx">Receives the gradient.</param>
    /// <param name="accumulate">Whether it is added to dx; not with a bias.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(in ConvolutionSizes sizes, float* dy, float* weight, float* bias, float* dx, bool accumulate, int degree)
    {
        if (sizes.IsDepthwise)
        {
            DepthwiseInputGradient.Run(sizes, dy, weight, bias, dx, accumulate, degree);
            return;
        }

        using var table = new Scratch(ConvolutionView.TableLength(sizes));
        nint strideHeight = sizes.Stride.Height, strideWidth = sizes.Stride.Width;
        for (int row = 0; row < Math.Min(strideHeight, sizes.Height); row++)
        {
            for (int column = 0; column < Math.Min(strideWidth, sizes.Width); column++)
            {
                var pass = new ConvolutionPass
                {
                    View = ConvolutionView.Back(sizes, row, column, table),
                    Batch = sizes.Batch,
                    Groups = sizes.Groups,
                    Results = sizes.GroupChannels,
                    Source = dy,
                    Target = dx + row * sizes.Width + column,
                    TargetPlane = sizes.Plane,
                    TargetDown = strideHeight * sizes.Width,
                    TargetAcross = strideWidth,
                    Bias = bias,
                    Accumulate = accumulate,
                };
                pass.Run(weight, ConvolutionWeightOrder.Back(sizes), sizes.Grain(sizes.Batch * sizes.Groups * pass.View.Bands), sizes.Threads(degree));
            }
        }
    }
}
