namespace MLExtensions.Tensors.Internals;

/// <summary>Memory for the time of one call: <c>using var scratch = new Scratch(count);</c></summary>
internal readonly unsafe ref struct Scratch
{
    private readonly PinnedStorage _storage;

    /// <param name="count">Floats; of any content.</param>
    public Scratch(nint count) => _storage = BufferPool.Shared.Rent(count * sizeof(float));

    public float* Floats => (float*)_storage.Pointer;

    public double* Doubles => (double*)_storage.Pointer;

    public void Dispose() => _storage.Release();
}
