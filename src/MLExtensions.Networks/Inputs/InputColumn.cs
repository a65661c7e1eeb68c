using System.Security.Cryptography;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// Some slots of a row that belong together, and how the network takes them: numbers (<see cref="NumberColumn"/>) or a category (<see cref="CategoryColumn"/>). Others are a whole row:
/// a sequence (<see cref="SequenceColumn"/>), a text (<see cref="TokenColumn"/>) or an image (<see cref="ImageColumn"/>).
/// </summary>
public abstract record InputColumn
{
    private readonly string _name = "";

    private protected InputColumn()
    {
    }

    /// <summary>The name that messages call it by; not empty. It need not be unique.</summary>
    public required string Name
    {
        get => _name;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Name));
            _name = value;
        }
    }

    /// <summary>Slots in the row.</summary>
    public abstract int Size { get; }

    /// <summary>Values that the network gets of them.</summary>
    public abstract int EncodedSize { get; }

    /// <summary>Whether a row has no other column.</summary>
    internal virtual bool IsWholeRow => false;

    /// <summary>The shape of what the network gets of a row that is this column alone.</summary>
    internal virtual Shape EncodedShape => [EncodedSize];

    /// <summary>The layer that encodes rows of this column alone, `[batch, size]`, to `[batch, ...encoded]`.</summary>
    internal virtual Layer CreateEncoder(string name, ParameterSource parameters) => new ColumnEncoder(name, [this], parameters);

    /// <summary>Throws where the parts do not fit each other.</summary>
    internal abstract void Validate();

    /// <summary>Adds what the text of this column does not say.</summary>
    internal abstract void AppendTo(IncrementalHash hash);

    private protected string Title => $"{GetType().Name} '{Name}'";

    private protected void CheckRange(string part, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentException($"{Title}: {part} is {value}; expected {least} to {most}.");
        }
    }

    private protected void CheckScaling(ReadOnlySpan<float> means, ReadOnlySpan<float> scales, string noun)
    {
        if (means.IsEmpty || means.Length != scales.Length)
        {
            throw new ArgumentException($"{Title} has {means.Length} means and {scales.Length} scales; expected one of each for each of its {noun}, and at least one.");
        }

        for (int i = 0; i < means.Length; i++)
        {
            if (!float.IsFinite(means[i]) || !(float.IsFinite(scales[i]) && scales[i] > 0))
            {
                throw new ArgumentException($"{Title}: mean and scale {i} are {means[i]} and {scales[i]}; expected finite numbers, and a scale above 0.");
            }
        }
    }
}
