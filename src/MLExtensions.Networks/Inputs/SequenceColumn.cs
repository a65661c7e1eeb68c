using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Numbers that follow each other in time, `[time, features]`, step by step. It is the only column of its network.</summary>
/// <remarks>
/// Where lengths differ, the first slot of a row is the number of its steps, and the steps after them are NaN. A missing number counts as its feature's mean.
/// Each feature is standardised by one mean and one scale for all steps.
/// </remarks>
public sealed record SequenceColumn : InputColumn
{
    private const int MaximumMaximumLength = 1 << 20;

    private readonly ImmutableArray<float> _means = [];
    private readonly ImmutableArray<float> _scales = [];

    /// <summary>Steps of a row, of the longest one where lengths differ; 1 to 1,048,576.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>Whether each row has a length of its own, in its first slot. Default false.</summary>
    public bool IsVariable { get; init; }

    /// <summary>What is taken from each feature, and stands for a missing one: one number a feature, all finite.</summary>
    public required IReadOnlyList<float> Means
    {
        get => _means;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _means = [.. value];
        }
    }

    /// <summary>What each feature is then divided by: finite and above 0, one a feature.</summary>
    public required IReadOnlyList<float> Scales
    {
        get => _scales;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _scales = [.. value];
        }
    }

    /// <summary>Numbers of a step.</summary>
    public int Features => _means.Length;

    /// <inheritdoc/>
    public override int Size => checked(FirstStep + (MaximumLength * Features));

    /// <inheritdoc/>
    public override int EncodedSize => checked(MaximumLength * Features);

    internal override bool IsWholeRow => true;

    internal override Shape EncodedShape => [MaximumLength, Features];

    /// <summary>The slot of the first step.</summary>
    internal int FirstStep => IsVariable ? 1 : 0;

    internal ReadOnlySpan<float> MeanValues => _means.AsSpan();

    internal ReadOnlySpan<float> ScaleValues => _scales.AsSpan();

    /// <summary>Whether two columns have the same name and the same parts.</summary>
    public bool Equals(SequenceColumn? other) =>
        other is not null && Name == other.Name && MaximumLength == other.MaximumLength && IsVariable == other.IsVariable
        && _means.AsSpan().SequenceEqual(other._means.AsSpan()) && _scales.AsSpan().SequenceEqual(other._scales.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, MaximumLength, IsVariable, Features);

    /// <summary>Name and sizes: "signal: up to 29 steps of 12 numbers".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}: {(IsVariable ? "up to " : "")}{MaximumLength} steps of {Features} numbers");

    internal override Layer CreateEncoder(string name, ParameterSource parameters) => new SequenceEncoder(name, this);

    internal override void Validate()
    {
        CheckRange(nameof(MaximumLength), MaximumLength, 1, MaximumMaximumLength);
        CheckScaling(_means.AsSpan(), _scales.AsSpan(), "features");
        if (((long)MaximumLength * Features) + FirstStep > Array.MaxLength)
        {
            throw new ArgumentException($"{Title} has {MaximumLength} steps of {Features} numbers; a row can have {Array.MaxLength} at most.");
        }
    }

    internal override void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes(_means.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_scales.AsSpan()));
    }
}
