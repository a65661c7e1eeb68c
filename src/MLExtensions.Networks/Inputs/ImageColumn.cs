using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The pixels of an image, `[channels, height, width]`, channel by channel and row by row. It is the only column of its network.</summary>
/// <remarks>Each channel is standardised by a mean and a scale of its own. In training, images are varied at random first, where <see cref="Augmentation"/> says so.</remarks>
public sealed record ImageColumn : InputColumn
{
    private const int MaximumAxis = 1 << 15;

    private readonly ImmutableArray<float> _means = [];
    private readonly ImmutableArray<float> _scales = [];

    /// <summary>Rows of pixels; 1 to 32,768.</summary>
    public required int Height { get; init; }

    /// <summary>Pixels of a row; 1 to 32,768.</summary>
    public required int Width { get; init; }

    /// <summary>What is taken from each channel: one number a channel, all finite, in the units of the pixels.</summary>
    public required IReadOnlyList<float> Means
    {
        get => _means;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _means = [.. value];
        }
    }

    /// <summary>What each channel is then divided by: finite and above 0, one a channel.</summary>
    public required IReadOnlyList<float> Scales
    {
        get => _scales;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _scales = [.. value];
        }
    }

    /// <summary>How images are varied at random while training; null, the default, for not at all.</summary>
    public ImageAugmentation? Augmentation { get; init; }

    /// <summary>Channels of a pixel: 1 for grey, 3 for red, green and blue.</summary>
    public int Channels => _means.Length;

    /// <inheritdoc/>
    public override int Size => checked(Channels * Height * Width);

    /// <inheritdoc/>
    public override int EncodedSize => Size;

    internal override bool IsWholeRow => true;

    internal override Shape EncodedShape => [Channels, Height, Width];

    internal ReadOnlySpan<float> MeanValues => _means.AsSpan();

    internal ReadOnlySpan<float> ScaleValues => _scales.AsSpan();

    /// <summary>Whether two columns have the same name and the same parts.</summary>
    public bool Equals(ImageColumn? other) =>
        other is not null && Name == other.Name && Height == other.Height && Width == other.Width && Augmentation == other.Augmentation
        && _means.AsSpan().SequenceEqual(other._means.AsSpan()) && _scales.AsSpan().SequenceEqual(other._scales.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Height, Width, Channels, Augmentation);

    /// <summary>Name and sizes: "photo: 3 channels of 32 x 32 pixels".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}: {Channels} channels of {Height} x {Width} pixels{(Augmentation is null ? "" : $", {Augmentation}")}");

    internal override Layer CreateEncoder(string name, ParameterSource parameters) => new ImageEncoder(name, this);

    internal override void Validate()
    {
        CheckRange(nameof(Height), Height, 1, MaximumAxis);
        CheckRange(nameof(Width), Width, 1, MaximumAxis);
        CheckScaling(_means.AsSpan(), _scales.AsSpan(), "channels");
        if ((long)Height * Width * Channels > Array.MaxLength)
        {
            throw new ArgumentException($"{Title} has {Channels} channels of {Height} x {Width} pixels; a row can have {Array.MaxLength} values at most.");
        }

        Augmentation?.Validate(Channels, Height, Width);
    }

    internal override void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes(_means.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_scales.AsSpan()));
    }
}
