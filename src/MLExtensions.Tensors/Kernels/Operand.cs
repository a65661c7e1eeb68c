namespace MLExtensions.Tensors.Kernels;

/// <summary>One side of a function of two numbers: a run of elements, or one number that stands for all of them.</summary>
internal readonly unsafe ref struct Operand
{
    private readonly float* _values;
    private readonly int _length;

    /// <param name="values">The first element.</param>
    /// <param name="step">1 for a run, 0 for one number.</param>
    /// <param name="length">How many elements a run has.</param>
    public Operand(float* values, nint step, int length)
    {
        _values = values;
        _length = length;
        IsRun = step != 0;
    }

    public bool IsRun { get; }

    /// <summary>The one number as a run.</summary>
    public Operand AsRunOfOne => new(_values, 1, 1);

    /// <summary>The elements of a run.</summary>
    public ReadOnlySpan<float> Run => new(_values, _length);

    /// <summary>The one number; the first of a run.</summary>
    public float Number => *_values;

    public float this[int index] => IsRun ? _values[index] : *_values;
}
