namespace MLExtensions.Tensors.Kernels;

/// <summary>A tensor as [rows, channels, length].</summary>
internal readonly record struct ChannelLayout(nint Rows, nint Channels, nint Length)
{
    public nint Lines => Rows * Channels;

    /// <summary>Elements of a channel.</summary>
    public nint Count => Rows * Length;

    /// <summary>Of a shape [rows, channels, ...].</summary>
    public static ChannelLayout Of(in Shape shape)
    {
        nint length = 1;
        for (int axis = 2; axis < shape.Rank; axis++)
        {
            length *= shape[axis];
        }

        return new ChannelLayout(shape[0], shape[1], length);
    }
}
