namespace MLExtensions.Tensors;

/// <summary>One operation that ran, with its tensors. A view of a <see cref="GradientTape"/>, to be read before the tape is cleared.</summary>
public readonly struct OperationRecord : IEquatable<OperationRecord>
{
    private readonly GradientTape _tape;
    private readonly int _index;
    private readonly int _version;

    internal OperationRecord(GradientTape tape, int index, int version)
    {
        _tape = tape;
        _index = index;
        _version = version;
    }

    /// <summary>What was done.</summary>
    /// <exception cref="InvalidOperationException">The tape was cleared since.</exception>
    public Operation Operation => _tape.Entry(_index, _version).Operation;

    /// <summary>The inputs.</summary>
    /// <exception cref="InvalidOperationException">The tape was cleared since.</exception>
    public ReadOnlySpan<Tensor> Inputs => _tape.Inputs(_tape.Entry(_index, _version));

    /// <summary>The outputs.</summary>
    /// <exception cref="InvalidOperationException">The tape was cleared since.</exception>
    public ReadOnlySpan<Tensor> Outputs => _tape.Outputs(_tape.Entry(_index, _version));

    /// <summary>What the backward run needs beside inputs and outputs.</summary>
    /// <exception cref="InvalidOperationException">The tape was cleared since.</exception>
    public ReadOnlySpan<Tensor> Saved => _tape.Saved(_tape.Entry(_index, _version));

    /// <summary>Whether two views are of the same record.</summary>
    public static bool operator ==(OperationRecord left, OperationRecord right) => left.Equals(right);

    /// <summary>Whether two views are of different records.</summary>
    public static bool operator !=(OperationRecord left, OperationRecord right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(OperationRecord other) => ReferenceEquals(_tape, other._tape) && _index == other._index && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OperationRecord other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_tape, _index, _version);
}
