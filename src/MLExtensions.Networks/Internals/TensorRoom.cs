using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Room for the inputs of an operation that takes any number of them; each thread keeps its own for the next run, so that nothing is allocated.</summary>
internal static class TensorRoom
{
    [ThreadStatic]
    private static Tensor[]? t_room;

    /// <summary>Room until the thread's next call. Clear it after use: it would keep tensors alive.</summary>
    /// <param name="count">How many tensors.</param>
    public static Span<Tensor> Of(int count)
    {
        if (t_room is null || t_room.Length < count)
        {
            t_room = new Tensor[2 * count];
        }

        return t_room.AsSpan(0, count);
    }
}
