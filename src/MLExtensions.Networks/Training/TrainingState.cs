using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// What a run needs to go on where it stopped, by name: tensors, numbers and the positions of random numbers. A program and its parts add
/// theirs when a checkpoint is written, and take the same names back when a run resumes.
/// </summary>
public sealed class TrainingState
{
    private readonly SortedDictionary<string, Parameter> _tensors = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _integers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, PhiloxState> _randoms = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, Parameter> Tensors => _tensors;

    internal IReadOnlyDictionary<string, long> Integers => _integers;

    internal IReadOnlyDictionary<string, double> Numbers => _numbers;

    internal IReadOnlyDictionary<string, PhiloxState> Randoms => _randoms;

    /// <summary>Adds a tensor. It is not copied: what it holds when the checkpoint is written is saved.</summary>
    /// <param name="name">A name of its own, such as "optimizer.layers.0.weight.0".</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, Parameter tensor) => _tensors.Add(name, tensor);

    /// <summary>Adds a whole number.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, long value) => _integers.Add(name, value);

    /// <summary>Adds a number; it comes back as the same bits.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, double value) => _numbers.Add(name, value);

    /// <summary>Adds a position in a stream of random numbers.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="value">The position.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, PhiloxState value) => _randoms.Add(name, value);

    /// <summary>Copies a saved tensor into one of the same shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">Receives the values.</param>
    /// <exception cref="InvalidDataException">There is none of this name, or it has another shape.</exception>
    public void CopyTo(string name, Parameter tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Parameter saved = Find(_tensors, name);
        if (saved.Shape != tensor.Shape)
        {
            throw new InvalidDataException($"The checkpoint has '{name}' as {saved.Shape}; this run has {tensor.Shape}. It is of another network.");
        }

        saved.Values.CopyTo(tensor.Values);
    }

    /// <summary>A whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is none of this name.</exception>
    public long Count(string name) => Find(_integers, name);

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is none of this name.</exception>
    public double Number(string name) => Find(_numbers, name);

    /// <summary>A position in a stream of random numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is none of this name.</exception>
    public PhiloxState Random(string name) => Find(_randoms, name);

    private static T Find<T>(SortedDictionary<string, T> values, string name) => values.TryGetValue(name, out T? value)
        ? value
        : throw new InvalidDataException($"The checkpoint has no '{name}', which this run needs. It is of another run: its network, optimiser or options differ.");
}
