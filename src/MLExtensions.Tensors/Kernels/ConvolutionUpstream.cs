using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// What flows back to a convolution, and what the weights' gradient makes of it on its way: dz = dy f'(z), and the bias' gradient. Both while dy is in the
/// cache.
/// </summary>
internal unsafe struct ConvolutionUpstream
{
    public float* Dy;

    public Activation Activation;

    /// <summary>What the activation's derivative is computed from.</summary>
    public float* Value;

    /// <summary>Receives dz where it is needed afterwards; else null.</summary>
    public float* Dz;

    /// <summary>Receives the sums of dz's channels, or null.</summary>
    public float* Bias;

    /// <summary>Whether those are added.</summary>
    public bool AccumulateBias;
}
