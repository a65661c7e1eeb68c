using System.Security.Cryptography;

namespace MLExtensions.Networks;

/// <summary>Some slots of a row that belong together, and how the network takes them: numbers (<see cref="NumberColumn"/>) or a category (<see cref="CategoryColumn"/>).</summary>
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

    /// <summary>Throws where the parts do not fit each other.</summary>
    internal abstract void Validate();

    /// <summary>Adds what the text of this column does not say.</summary>
    internal abstract void AppendTo(IncrementalHash hash);

    private protected string Title => $"{GetType().Name} '{Name}'";
}
