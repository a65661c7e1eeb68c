namespace MLExtensions.Tensors.Operations;

/// <summary>What operations that move a window over an image check alike.</summary>
internal static class WindowShapes
{
    /// <summary>
    /// How many windows fit: floor((length + before + after - dilation (kernel - 1) - 1) / stride) + 1; 0 or less where none does. With a ceiling one more that
    /// sticks out, if it begins inside the image or the padding before it.
    /// </summary>
    public static long Count(long length, long kernel, long stride, long before, long after, long dilation, bool ceiling = false)
    {
        long room = length + before + after - dilation * (kernel - 1) - 1;
        if (!ceiling)
        {
            return FloorDivide(room, stride) + 1;
        }

        long count = FloorDivide(room + stride - 1, stride) + 1;
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

    /// <summary>The shape of a pooling's output.</summary>
    /// <exception cref="ArgumentException">x is no batch of images, is padded by more than half a kernel, or is smaller than a kernel.</exception>
    public static Shape Pool(string operation, Shape x, Size2D kernel, Size2D stride, Padding2D padding, Size2D dilation, bool ceiling)
    {
        RequireImages(operation, x);
        if (Math.Max(padding.Top, padding.Bottom) > kernel.Height / 2 || Math.Max(padding.Left, padding.Right) > kernel.Width / 2)
        {
            throw new ArgumentException(
                $"{operation}: the padding {padding} is more than half the kernel {kernel}, so windows would see nothing but padding. Pad less.");
        }

        long height = Count(x[2], kernel.Height, stride.Height, padding.Top, padding.Bottom, dilation.Height, ceiling);
        long width = Count(x[3], kernel.Width, stride.Width, padding.Left, padding.Right, dilation.Width, ceiling);
        if (height < 1 || width < 1)
        {
            throw new ArgumentException(
                $"{operation}: the kernel {kernel} with dilation {dilation} is larger than x {x} with padding {padding}. Use a smaller kernel, or pool later.");
        }

        return x.With(2, Axis(operation, height)).With(3, Axis(operation, width));
    }

    /// <summary>The shape of an adaptive pooling's output.</summary>
    /// <exception cref="ArgumentException">x is no batch of images, or they have no elements.</exception>
    public static Shape Adapt(string operation, Shape x, Size2D output)
    {
        RequireImages(operation, x);
        return x[2] > 0 && x[3] > 0
            ? x.With(2, output.Height).With(3, output.Width)
            : throw new ArgumentException($"{operation}: x {x} has images without elements, of which there is no {output}. Expected at least 1 x 1.");
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
