using System.Runtime.InteropServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The windows of so many steps that touch a step of their row. Laid out, rows follow each other with width - 1 steps of zeros before each and after the last: a window is then steps that lie together,
/// and all windows of some rows are one matrix whose rows overlap.
/// </summary>
internal readonly unsafe struct SequenceWindows
{
    /// <summary>Values of laid out steps, or of products, at a time: they stay in the cache, and need little memory however many rows there are.</summary>
    private const nint GroupValues = 1 << 20;

    /// <summary>Values in a chunk.</summary>
    private const nint Grain = 16 * 1024;

    private readonly float* _x;
    private readonly int* _lengths;

    /// <param name="x">[batch, time, features].</param>
    /// <param name="weight">[filters, features, width].</param>
    /// <param name="lengths">One a row, checked; null where all rows have the whole time.</param>
    public SequenceWindows(Tensor x, Tensor weight, int* lengths)
    {
        Shape steps = x.NodeOrNull!.Shape, filters = weight.NodeOrNull!.Shape;
        (Batch, Time, Features, Filters, Width) = (steps[0], steps[1], steps[2], filters[0], filters[2]);
        _x = x.Floats;
        _lengths = lengths;
    }

    public nint Batch { get; }

    public nint Time { get; }

    public nint Features { get; }

    public nint Filters { get; }

    public nint Width { get; }

    /// <summary>Values of a window.</summary>
    public nint Length => Width * Features;

    public nint LengthOf(nint row) => _lengths == null ? Time : _lengths[row];

    public float* StepsOf(nint row) => _x + row * Time * Features;

    /// <summary>How many windows of rows there are; a row without steps has none.</summary>
    public nint CountOf(nint first, nint end)
    {
        nint windows = 0;
        for (nint row = first; row < end; row++)
        {
            nint length = LengthOf(row);
            windows += length == 0 ? 0 : length + Width - 1;
        }

        return windows;
    }

    /// <summary>Where the rows end that are taken together with a first one: by lengths alone.</summary>
    public nint GroupEnd(nint first)
    {
        nint widest = Math.Max(1, Math.Max(Features, Filters)), windows = CountOf(first, first + 1), end = first + 1;
        while (end < Batch && (windows += CountOf(end, end + 1)) * widest <= GroupValues)
        {
            end++;
        }

        return end;
    }

    /// <summary>The part of a row's window that is steps: its first step, how far into the window that is, and how many values there are.</summary>
    public (nint Step, nint Skipped, int Values) Part(nint row, int window)
    {
        nint begin = window - (Width - 1), step = nint.Max(0, begin), end = nint.Min(LengthOf(row), window + 1);
        return (step, step - begin, checked((int)((end - step) * Features)));
    }

    /// <summary>Lays rows out.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="end">After the last one.</param>
    /// <param name="target">Receives steps and zeros.</param>
    /// <param name="starts">Receives the number of each row's first window, and that of all windows.</param>
    /// <param name="degree">How many threads may be used.</param>
    public void LayOut(nint first, nint end, float* target, int* starts, int degree)
    {
        nint windows = 0;
        for (nint row = first; row < end; row++)
        {
            starts[row - first] = checked((int)windows);
            windows += CountOf(row, row + 1);
        }

        starts[end - first] = checked((int)windows);
        NativeMemory.Clear(target + windows * Features, (nuint)((Width - 1) * Features * sizeof(float)));
        var job = new LayOutJob { Windows = this, First = first, Target = target, Starts = starts };
        WorkerCrew.Shared.Run(ref job, end - first, Math.Max(1, Grain / Math.Max(1, (Time + Width) * Features)), degree);
    }

    private struct LayOutJob : IRangeJob
    {
        public SequenceWindows Windows;
        public nint First;
        public float* Target;
        public int* Starts;

        public readonly void Run(nint start, nint end)
        {
            nint zeros = (Windows.Width - 1) * Windows.Features;
            for (nint i = start; i < end; i++)
            {
                nint bytes = Windows.LengthOf(First + i) * Windows.Features * sizeof(float);
                if (bytes > 0)
                {
                    float* target = Target + Starts[i] * Windows.Features;
                    NativeMemory.Clear(target, (nuint)(zeros * sizeof(float)));
                    Buffer.MemoryCopy(Windows.StepsOf(First + i), target + zeros, bytes, bytes);
                }
            }
        }
    }
}
