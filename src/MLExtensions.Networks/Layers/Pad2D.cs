using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Rows and columns around images: zeros, another value, or what <see cref="PaddingMode"/> takes from the images.</summary>
/// <remarks>x is `[batch, channels, height, width]`, as torch.nn.ZeroPad2d, ConstantPad2d, ReflectionPad2d and ReplicationPad2d have it.</remarks>
public sealed class Pad2D : ImageLayer
{
    private readonly PaddingMode _mode;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="padding">How much on each side; 0 or more.</param>
    /// <param name="mode">What is put there; default one value.</param>
    /// <param name="value">That value; default 0.</param>
    public Pad2D(string name, Padding2D padding, PaddingMode mode = PaddingMode.Constant, float value = 0)
        : base(
            name,
            new Pad { Before = [padding.Top, padding.Left], After = [padding.Bottom, padding.Right], Mode = mode, Value = value },
            isSequence: false) => _mode = mode;

    /// <inheritdoc/>
    public override string Kind => $"Pad2D, {_mode}";
}
