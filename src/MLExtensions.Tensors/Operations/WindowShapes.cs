namespace MLExtensions.Tensors.Operations;

/// <summary>What operations that move a window over an image check alike.</summary>
internal static class WindowShapes
{
    /// <summary>How many windows fit: floor((length + before + after - dilation (kernel - 1) - 1) / stride) + 1; 0 or less where none does.</summary>
    public static long Count(long length, long kernel, long stride, long before, long after, long dilation) =>
        FloorDivide(length + before + after - dilation * (kernel - 1) - 1, stride) + 1;

    /// <summary>As <see cref="Count"/>, and one more that sticks out if it begins inside the image or the padding before it.</summary>
    public static long CountUp(long length, long kernel, long stride, long before, long after, long dilation)
    {
        long count = FloorDivide(length + before + after - dilation * (kernel - 1) - 1 + stride - 1, stride) + 1;
        return (count - 1) * stride >= length + before ? count - 1 : count;
    }

    /// <exception cref="ArgumentOutOfRangeException">A length is less than 1.</exception>
    public static Size2D Positive(Size2D value, string property) => value is { Height: >= 1, Width: >= 1 }
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{property} is 1 or more both ways.");

    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public static Size2D NotNegative(Size2D value, string property) => value is { Height: >= 0, Width: >= 0 }
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{property} is 0 or more both ways.");

    /// <exception cref="ArgumentOutOfRangeException">A side is negative.</exception>
    public static Padding2D NotNegative(Padding2D value, string property) => value is { Top: >= 0, Bottom: >= 0, Left: >= 0, Right: >= 0 }
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{property} is 0 or more on each side.");

    /// <exception cref="ArgumentException">x is no batch of images.</exception>
    public static void RequireImages(string operation, Shape x)
    {
        if (x.Rank != 4)
        {
            throw new ArgumentException($"{operation}: x {x} is not [batch, channels, height, width]. Reshape it, a sequence to [batch, channels, 1, time].");
        }
    }

    /// <summary>An axis as a shape holds it.</summary>
    /// <exception cref="ArgumentException">It is longer than that.</exception>
    public static int Axis(string operation, long length) => length <= int.MaxValue
        ? (int)length
        : throw new ArgumentException($"{operation}: an output of {length} rows or columns is too long; an axis holds up to {int.MaxValue}.");

    private static long FloorDivide(long dividend, long divisor)
    {
        (long quotient, long remainder) = Math.DivRem(dividend, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
