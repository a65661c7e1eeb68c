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

        // The phases of the stride; each has tables of its own.
        nint rows = Math.Min(sizes.Stride.Height, sizes.Height), columns = Math.Min(sizes.Stride.Width, sizes.Width), phases = rows * columns;
        nint viewLength = ConvolutionView.TableLength(sizes), passLength = (sizeof(ConvolutionPass) + sizeof(float) - 1) / sizeof(float);
        using var views = new Scratch(Math.Max(1, phases * (passLength + viewLength)));
        var passes = (ConvolutionPass*)views.Floats;
        float* table = views.Floats + phases * passLength;
        nint length = 0;
        for (nint i = 0; i < phases; i++)
        {
            int row = (int)(i / columns), column = (int)(i % columns);
            passes[i] = new ConvolutionPass
            {
                View = ConvolutionView.Back(sizes, row, column, table + i * viewLength),
                Batch = sizes.Batch,
                Groups = sizes.Groups,
                Results = sizes.GroupChannels,
                Source = dy,
                Target = dx + row * sizes.Width + column,
                TargetPlane = sizes.Plane,
                TargetDown = sizes.Stride.Height * sizes.Width,
                TargetAcross = sizes.Stride.Width,
                TargetColumn = column,
                TargetWidth = sizes.Width,
                Bias = bias,
                Accumulate = accumulate,
            };
            length += passes[i].TableLength;
        }

        using var weights = new Scratch(Math.Max(1, length));
        float* packed = weights.Floats;
        for (nint i = 0; i < phases; i++)
        {
            passes[i].Prepare(weight, ConvolutionWeightOrder.Back(sizes), packed);
            packed += passes[i].TableLength;
        }

        ConvolutionPass.Run(passes, phases, sizes, degree);
    }
}
