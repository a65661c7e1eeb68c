using System.Runtime.InteropServices;

namespace MLExtensions.Rows;

/// <summary>Rows in memory, growing as they come. A row that is mostly zeros takes the place of the rest alone, an image of whole levels a byte a value.</summary>
/// <remarks>
/// A record is a number (-1, -2, or how many values are kept), the header, and the features: all of them, all of them as bytes, or the places and then the values of those that are not 0.
/// </remarks>
internal sealed class RowStore
{
    private const int BlockLength = 1 << 18;
    private const int Dense = -1;
    private const int Levels = -2;
    private const int RowsAtOnce = 16;

    private readonly List<float[]> _blocks = [];
    private readonly List<(int Block, int Offset)> _records = [];
    private readonly int _blockLength;
    private int _block;
    private int _used;

    public RowStore(RowLayout layout)
    {
        Layout = layout;
        _blockLength = Math.Max(BlockLength, 1 + layout.HeaderLength + layout.FeatureCount);
    }

    public RowLayout Layout { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => _records.Count;

    /// <summary>How much memory the rows use, in bytes.</summary>
    public long Bytes => (((_block * (long)_blockLength) + _used) * sizeof(float)) + (_records.Count * 8L);

    public void Add(ReadOnlySpan<float> header, ReadOnlySpan<float> features)
    {
        if (Layout.IsImage && ImageLevels.AreWhole(features))
        {
            var image = Reserve(1 + header.Length + ImageLevels.Room(features.Length));
            image[0] = BitConverter.Int32BitsToSingle(Levels);
            header.CopyTo(image[1..]);
            ImageLevels.Pack(features, image[(1 + header.Length)..]);
            return;
        }

        int kept = NonZeros.Count(features);
        bool isSparse = 2 * kept < features.Length;
        int length = 1 + header.Length + (isSparse ? 2 * kept : features.Length);
        var record = Reserve(length);
        record[0] = BitConverter.Int32BitsToSingle(isSparse ? kept : Dense);
        header.CopyTo(record[1..]);
        var values = record[(1 + header.Length)..];
        if (!isSparse)
        {
            features.CopyTo(values);
            return;
        }

        var places = MemoryMarshal.Cast<float, int>(values[..kept]);
        NonZeros.Find(features, places);
        for (int i = 0; i < kept; i++)
        {
            values[kept + i] = features[places[i]];
        }
    }

    public ReadOnlySpan<float> Header(int row)
    {
        var (block, offset) = _records[row];
        return _blocks[block].AsSpan(offset + 1, Layout.HeaderLength);
    }

    /// <summary>Copies the headers and the features of some rows, one row after the other.</summary>
    public void Copy(ReadOnlySpan<int> rows, Span<float> headers, Span<float> features)
    {
        int headerLength = Layout.HeaderLength, featureCount = Layout.FeatureCount;
        features[..(rows.Length * featureCount)].Clear();
        Span<int> counts = stackalloc int[RowsAtOnce];
        while (!rows.IsEmpty)
        {
            // Shuffled rows lie anywhere in memory. Asked for together, they come together.
            ReadOnlySpan<int> some = rows[..Math.Min(RowsAtOnce, rows.Length)];
            for (int i = 0; i < some.Length; i++)
            {
                var (block, offset) = _records[some[i]];
                counts[i] = BitConverter.SingleToInt32Bits(_blocks[block][offset]);
            }

            for (int i = 0; i < some.Length; i++)
            {
                var (block, offset) = _records[some[i]];
                int kept = counts[i];
                int length = kept switch { Dense => featureCount, Levels => ImageLevels.Room(featureCount), _ => 2 * kept };
                var record = _blocks[block].AsSpan(offset + 1, headerLength + length);
                record[..headerLength].CopyTo(headers);
                var values = record[headerLength..];
                if (kept == Dense)
                {
                    values.CopyTo(features);
                }
                else if (kept == Levels)
                {
                    ImageLevels.Unpack(values, features[..featureCount]);
                }
                else
                {
                    Scatter(MemoryMarshal.Cast<float, int>(values[..kept]), values[kept..], features[..featureCount]);
                }

                headers = headers[headerLength..];
                features = features[featureCount..];
            }

            rows = rows[some.Length..];
        }
    }

    /// <summary>Replaces the index at a place of every row, none of which is an image, by another one. The index 0 stays 0.</summary>
    public void MapIndex(int place, ReadOnlySpan<int> map)
    {
        for (int row = 0; row < Count; row++)
        {
            var values = Values(row, out int kept);
            int at = kept == Dense ? place : kept + MemoryMarshal.Cast<float, int>(values[..kept]).BinarySearch(place);
            if (at >= 0 && (kept == Dense || at >= kept))
            {
                values[at] = map[(int)values[at]];
            }
        }
    }

    /// <summary>Forgets the rows; the memory stays for the next.</summary>
    public void Clear()
    {
        _records.Clear();
        _block = 0;
        _used = 0;
    }

    private static void Scatter(ReadOnlySpan<int> places, ReadOnlySpan<float> values, Span<float> features)
    {
        for (int i = 0; i < values.Length && i < places.Length; i++)
        {
            features[places[i]] = values[i];
        }
    }

    private Span<float> Values(int row, out int kept)
    {
        var (block, offset) = _records[row];
        var record = _blocks[block].AsSpan(offset);
        kept = BitConverter.SingleToInt32Bits(record[0]);
        return record[(1 + Layout.HeaderLength)..];
    }

    private Span<float> Reserve(int length)
    {
        if (_blocks.Count == 0 || _used + length > _blockLength)
        {
            _block = _blocks.Count == 0 || _records.Count == 0 ? 0 : _block + 1;
            _used = 0;
            if (_block == _blocks.Count)
            {
                _blocks.Add(GC.AllocateUninitializedArray<float>(_blockLength));
            }
        }

        _records.Add((_block, _used));
        _used += length;
        return _blocks[_block].AsSpan(_used - length, length);
    }
}
