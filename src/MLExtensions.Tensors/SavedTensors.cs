namespace MLExtensions.Tensors;

/// <summary>A list that <see cref="Device.Forward"/> adds to and that is used again for the next operation.</summary>
public sealed class SavedTensors
{
    private Tensor[] _tensors = new Tensor[4];
    private int _count;

    /// <summary>What has been added since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<Tensor> Tensors => _tensors.AsSpan(0, _count);

    /// <summary>Adds one.</summary>
    public void Add(Tensor tensor)
    {
        if (_count == _tensors.Length)
        {
            Array.Resize(ref _tensors, 2 * _count);
        }

        _tensors[_count++] = tensor;
    }

    /// <summary>Empties the list.</summary>
    public void Clear() => _count = 0;
}
