namespace MLExtensions.Tensors.Internals;

/// <summary>The memory of one or more tensors. It counts the tensors that use it, because a detached tensor shares its original's.</summary>
internal abstract unsafe class Storage
{
    private int _users = 1;

    /// <summary>Where the CPU finds the first element, 64-byte aligned; null for memory it cannot address.</summary>
    public byte* Pointer { get; protected init; }

    public abstract void CopyTo(Span<byte> destination);

    public abstract void CopyFrom(ReadOnlySpan<byte> source);

    public void Share() => Interlocked.Increment(ref _users);

    public void Release()
    {
        // A sole user cannot be joined by another: only a user can share.
        if (Volatile.Read(ref _users) == 1 || Interlocked.Decrement(ref _users) == 0)
        {
            _users = 1;
            Free();
        }
    }

    /// <summary>No tensor uses it any more.</summary>
    protected abstract void Free();
}
