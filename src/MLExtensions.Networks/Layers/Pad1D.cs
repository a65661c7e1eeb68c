using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Times before and after sequences: zeros, another value, or what <see cref="PaddingMode"/> takes from the sequences.</summary>
/// <remarks>x is `[batch, channels, time]`, as torch.nn.ConstantPad1d, ReflectionPad1d and ReplicationPad1d have it.</remarks>
public sealed class Pad1D : ImageLayer
{
    private readonly PaddingMode _mode;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="before">How much before; 0 or more.</param>
    /// <param name="after">How much after; 0 or more.</param>
    /// <param name="mode">What is put there; default one value.</param>
    /// <param name="value">That value; default 0.</param>
    public Pad1D(string name, int before, int after, PaddingMode mode = PaddingMode.Constant, float value = 0)
        : base(name, new Pad { Before = [before], After = [after], Mode = mode, Value = value }, isSequence: true) => _mode = mode;

    /// <inheritdoc/>
    public override string Kind => $"Pad1D, {_mode}";
}
