namespace MLExtensions.Tensors.Internals;

/// <summary>Tensor to gradient: open addressing by the node's number, allocation-free once grown, cleared in the time of its entries.</summary>
internal sealed class GradientTable
{
    private TensorNode?[] _keys = new TensorNode?[64];
    private Tensor[] _values = new Tensor[64];
    /// <summary>The life that a key was in: nodes are used again.</summary>
    private long[] _generations = new long[64];
    private int[] _used = new int[32];
    private int _count;

    public bool TryGet(TensorNode key, out Tensor gradient)
    {
        int slot = SlotOf(key);
        bool found = _keys[slot] is not null && _generations[slot] == key.Generation;
        gradient = found ? _values[slot] : default;
        return found;
    }

    public void Set(TensorNode key, Tensor gradient) => Set(key, key.Generation, gradient);

    public void Clear()
    {
        foreach (int slot in _used.AsSpan(0, _count))
        {
            _keys[slot] = null;
            _values[slot] = default;
        }

        _count = 0;
    }

    private void Set(TensorNode key, long generation, Tensor gradient)
    {
        int slot = SlotOf(key);
        if (_keys[slot] is null)
        {
            if (_count == _used.Length)
            {
                Grow();
                slot = SlotOf(key);
            }

            _keys[slot] = key;
            _used[_count++] = slot;
        }

        _values[slot] = gradient;
        _generations[slot] = generation;
    }

    private int SlotOf(TensorNode key)
    {
        // Multiplying by the golden ratio spreads consecutive numbers.
        int mask = _keys.Length - 1;
        int slot = (int)(((uint)key.Id * 2654435769u) >> 7) & mask;
        while (_keys[slot] is { } other && other != key)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        (TensorNode?[] keys, Tensor[] values, long[] generations) = (_keys, _values, _generations);
        _keys = new TensorNode?[2 * keys.Length];
        _values = new Tensor[2 * keys.Length];
        _generations = new long[2 * keys.Length];
        _used = new int[keys.Length];
        _count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] is { } key)
            {
                Set(key, generations[i], values[i]);
            }
        }
    }
}
