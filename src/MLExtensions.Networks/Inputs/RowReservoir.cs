using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A bounded number of rows drawn from a stream of any length, each row with the same chance (algorithm R: Vitter, "Random Sampling with a Reservoir", 1985).</summary>
internal sealed class RowReservoir
{
    /// <summary>64 MiB.</summary>
    private const int MaximumValues = 1 << 24;

    private const int MaximumRows = 100_000;

    private const int FirstRows = 256;

    private readonly int _size;
    private readonly int _capacity;
    private readonly Philox _random;
    private float[] _values;

    public RowReservoir(int size, int seed)
    {
        _size = size;
        _capacity = Math.Min(MaximumRows, MaximumValues / size);
        _random = new Philox(seed);
        _values = new float[size * Math.Min(FirstRows, _capacity)];
    }

    /// <summary>Rows longer than this would leave too few of them to tell a quantile from.</summary>
    public static int LongestRow => MaximumValues / 1024;

    /// <summary>How many rows are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Where the next row of the stream is to be written; empty where it is not drawn.</summary>
    /// <param name="before">How many rows came before it.</param>
    public Span<float> Next(long before)
    {
        if (Count < _capacity)
        {
            if ((long)Count * _size == _values.Length)
            {
                Array.Resize(ref _values, (int)Math.Min(2L * _values.Length, (long)_capacity * _size));
            }

            return _values.AsSpan(Count++ * _size, _size);
        }

        ulong number = ((ulong)_random.NextUInt32() << 32) | _random.NextUInt32();
        ulong place = Math.BigMul(number, (ulong)before + 1, out _);
        return place < (ulong)Count ? _values.AsSpan((int)place * _size, _size) : [];
    }

    /// <summary>The values of a slot that are numbers, in ascending order.</summary>
    /// <param name="slot">Which.</param>
    /// <param name="room">Room for <see cref="Count"/> values.</param>
    public Span<float> Sorted(int slot, Span<float> room)
    {
        int count = 0;
        for (int row = 0, place = slot; row < Count; row++, place += _size)
        {
            float value = _values[place];
            if (!float.IsNaN(value))
            {
                room[count++] = value;
            }
        }

        Span<float> values = room[..count];
        values.Sort();
        return values;
    }
}
