using System.Runtime.InteropServices;

namespace MLExtensions.Tensors.Internals;

/// <summary>
/// Main memory: a pinned managed array, so that forgetting a scope or a parameter leaks nothing. Aligned to a cache line, and readable for a
/// vector's length past its capacity, so that kernels may load a whole vector at the end of the last row.
/// </summary>
internal sealed unsafe class PinnedStorage : Storage
{
    public const int Alignment = 64;

#if CHECK_BOUNDS
    private bool _isUnmapped;
#else
    private readonly Line[] _lines;
#endif
    private readonly BufferPool? _pool;

    /// <param name="capacity">In bytes.</param>
    /// <param name="pool">Where it goes back to; null where the garbage collector alone owns it.</param>
    /// <param name="sizeClass">The pool's own mark.</param>
    public PinnedStorage(nint capacity, BufferPool? pool, int sizeClass = 0)
    {
        Capacity = capacity;
        SizeClass = sizeClass;
        _pool = pool;
#if CHECK_BOUNDS
        Pointer = GuardedMemory.Allocate(capacity);
        if (pool is null)
        {
            // What the garbage collector alone owns begins with zeros.
            new Span<byte>(Pointer, checked((int)capacity)).Clear();
        }
#else

        // One line to align the beginning, one to be readable past the end.
        _lines = GC.AllocateArray<Line>(checked((int)((capacity + Alignment - 1) / Alignment) + 2), pinned: true);
        nint address = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(_lines, 0);
        Pointer = (byte*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
#endif
    }

#if CHECK_BOUNDS
    /// <summary>What nobody gave back: the memory of parameters, and of scopes that were forgotten.</summary>
    ~PinnedStorage() => Unmap();
#endif

    public nint Capacity { get; }

    public int SizeClass { get; }

#if CHECK_BOUNDS
    public nint AllocatedBytes => Capacity;
#else
    public nint AllocatedBytes => (nint)_lines.Length * Alignment;
#endif

    public override void CopyTo(Span<byte> destination)
    {
        new ReadOnlySpan<byte>(Pointer, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    public override void CopyFrom(ReadOnlySpan<byte> source)
    {
        source.CopyTo(new Span<byte>(Pointer, source.Length));
        GC.KeepAlive(this);
    }

#if CHECK_BOUNDS
    protected override void Free()
    {
        if (_pool is not null)
        {
            Unmap();
        }
    }

    private void Unmap()
    {
        if (!_isUnmapped)
        {
            _isUnmapped = true;
            GuardedMemory.Free(Pointer, Capacity);
        }
    }
#else
    protected override void Free() => _pool?.Return(this);

    [StructLayout(LayoutKind.Sequential, Size = Alignment)]
    private struct Line
    {
        private byte _first;
    }
#endif
}
