using System.Runtime.Intrinsics.X86;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// Asks for memory that is to be read next, some lines at a time, so that it comes into the second cache while something else is computed: an image is
/// read once, in a moment, by what gathers it, and its computation then takes long.
/// </summary>
internal unsafe struct ReadAhead
{
    /// <summary>Floats of a cache line.</summary>
    private const nint Line = 16;

    private readonly float* _end;
    private readonly nint _share;
    private float* _next;

    /// <param name="first">What is to be read; null for nothing.</param>
    /// <param name="length">How many floats.</param>
    /// <param name="times">How often <see cref="Ask"/> will be called.</param>
    public ReadAhead(float* first, nint length, nint times)
    {
        _next = first;
        _end = first is null ? null : first + length;
        _share = (length / Math.Max(1, times) + Line) & ~(Line - 1);
    }

    /// <summary>Asks for the next share.</summary>
    public void Ask()
    {
        if (Sse.IsSupported)
        {
            float* end = _end - _next < _share ? _end : _next + _share;
            for (; _next < end; _next += Line)
            {
                Sse.Prefetch1(_next);
            }
        }
    }
}
