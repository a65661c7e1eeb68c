using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>What each output of a pooling sees of its plane: along each axis from where to where, and how much counts.</summary>
internal unsafe struct PoolingWindows
{
    public nint Height, Width, OutputHeight, OutputWidth;

    /// <summary>From one element of a window to the next.</summary>
    public Size2D Step;

    /// <summary>First, end and extent of each window down, then of each across.</summary>
    private int* _down;
    private int* _across;

    public readonly nint Plane => Height * Width;

    public readonly nint OutputPlane => OutputHeight * OutputWidth;

    /// <summary>The lengths, before the tables have memory.</summary>
    public static PoolingWindows Of(Shape x, Shape y) => new() { Height = x[2], Width = x[3], OutputHeight = y[2], OutputWidth = y[3], Step = 1 };

    /// <summary>How many floats of memory the tables need.</summary>
    public readonly nint TableLength => Math.Max(1, 3 * (OutputHeight + OutputWidth));

    /// <summary>Windows of a kernel.</summary>
    /// <param name="table">Memory for the tables.</param>
    /// <param name="kernel">How much a window sees.</param>
    /// <param name="stride">From one window to the next.</param>
    /// <param name="padding">Room around the plane.</param>
    /// <param name="dilation">From one element of a window to the next.</param>
    /// <param name="countPadding">Whether the extent counts padding.</param>
    public void Slide(in Scratch table, Size2D kernel, Size2D stride, Padding2D padding, Size2D dilation, bool countPadding)
    {
        Place(table);
        Step = dilation;
        Slide(_down, OutputHeight, Height, kernel.Height, stride.Height, padding.Top, padding.Bottom, dilation.Height, countPadding);
        Slide(_across, OutputWidth, Width, kernel.Width, stride.Width, padding.Left, padding.Right, dilation.Width, countPadding);
    }

    /// <summary>Windows that cover the plane evenly.</summary>
    /// <param name="table">Memory for the tables.</param>
    public void Cover(in Scratch table)
    {
        Place(table);
        Cover(_down, OutputHeight, Height);
        Cover(_across, OutputWidth, Width);
    }

    /// <summary>The rows that output row i sees.</summary>
    public readonly PoolingRange Down(nint i) => new(_down[3 * i], _down[3 * i + 1], _down[3 * i + 2]);

    /// <summary>The columns that output column j sees.</summary>
    public readonly PoolingRange Across(nint j) => new(_across[3 * j], _across[3 * j + 1], _across[3 * j + 2]);

    /// <summary>So many planes are a chunk of work.</summary>
    public readonly nint PlanesOfAChunk => Math.Max(1, Elementwise.Grain / 2 / Math.Max(1, Math.Max(Plane, OutputPlane)));

    private void Place(in Scratch table)
    {
        _down = (int*)table.Floats;
        _across = _down + 3 * OutputHeight;
    }

    private static void Slide(int* ranges, nint count, nint length, long kernel, long stride, long before, long after, long step, bool countPadding)
    {
        for (nint i = 0; i < count; i++)
        {
            long first = i * stride - before, end = Math.Min(first + (kernel - 1) * step + 1, length + after), extent = end - first;
            first = first < 0 ? first + (-first + step - 1) / step * step : first;
            end = Math.Max(first, Math.Min(end, length));
            ranges[3 * i] = (int)first;
            ranges[3 * i + 1] = (int)end;
            ranges[3 * i + 2] = (int)(countPadding ? extent : end - first);
        }
    }

    private static void Cover(int* ranges, nint count, nint length)
    {
        for (nint i = 0; i < count; i++)
        {
            long first = (long)i * length / count, end = ((i + 1L) * length + count - 1) / count;
            ranges[3 * i] = (int)first;
            ranges[3 * i + 1] = (int)end;
            ranges[3 * i + 2] = (int)(end - first);
        }
    }
}
