using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = activation(W * x + b).</summary>
internal static unsafe class ConvolutionForward
{
    /// <param name="sizes">The lengths.</param>
    /// <param name="x">The images.</param>
    /// <param name="weight">The kernels.</param>
    /// <param name="bias">One number an output, or null.</param>
    /// <param name="z">Receives the sums, or the activation's values where it is <paramref name="y"/>.</param>
    /// <param name="y">Receives the activation's values where there is one; may be <paramref name="z"/>.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="accumulate">Whether the sums are added to z; not with a bias or an activation.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(in ConvolutionSizes sizes, float* x, float* weight, float* bias, float* z, float* y, Activation activation, bool accumulate, int degree)
    {
        if (sizes.IsDepthwise)
        {
            DepthwiseForward.Run(sizes, x, weight, bias, z, y, activation, accumulate, degree);
            return;
        }

        using var table = new Scratch(ConvolutionView.TableLength(sizes));
        var pass = new ConvolutionPass
        {
            View = ConvolutionView.Forward(sizes, table.Floats),
            Batch = sizes.Batch,
            Groups = sizes.Groups,
            Results = sizes.GroupOutputs,
            Source = x,
            Target = z,
            TargetPlane = sizes.Positions,
            TargetDown = sizes.OutputWidth,
            TargetAcross = 1,
            Bias = bias,
            Accumulate = accumulate,
            Activation = activation,
            Activated = y,
        };
        pass.Run(weight, ConvolutionWeightOrder.Forward(sizes), sizes, degree);
    }
}
