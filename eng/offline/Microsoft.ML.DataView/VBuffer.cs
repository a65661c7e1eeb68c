using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector, dense (indices unused) or sparse (ascending indices of the explicit values, all others default).</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    public readonly int Length;

    private readonly int _count;
    private readonly T[] _values;
    private readonly int[] _indices;

    public VBuffer(int length, T[] values, int[] indices = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((values?.Length ?? 0) < length)
        {
            throw new ArgumentOutOfRangeException(nameof(values), "There are fewer values than the length.");
        }

        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length)
        {
            throw new ArgumentOutOfRangeException(nameof(count), "The number of values must be between 0 and the length.");
        }

        if ((values?.Length ?? 0) < count)
        {
            throw new ArgumentOutOfRangeException(nameof(values), "There are fewer values than the count.");
        }

        if (count < length && (indices?.Length ?? 0) < count)
        {
            throw new ArgumentOutOfRangeException(nameof(indices), "A sparse vector needs an index for each value.");
        }

        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    internal T[] ValuesArray => _values;

    internal int[] IndicesArray => _indices;

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int available = source?.Length ?? 0;
        if (length < 0 || length > available)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }

        if (sourceIndex < 0 || sourceIndex > available - length)
        {
            throw new ArgumentOutOfRangeException(nameof(sourceIndex));
        }

        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The indices of a sparse vector's values; empty for a dense one.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        if (IsDense)
        {
            GetValues().CopyTo(editor.Values);
        }
        else
        {
            CopyTo(editor.Values);
        }

        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense)
        {
            GetIndices().CopyTo(editor.Indices);
        }

        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        if (sourceIndex < 0 || sourceIndex > Length)
        {
            throw new ArgumentOutOfRangeException(nameof(sourceIndex));
        }

        if (length < 0 || length > Length - sourceIndex)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }

        if (IsDense)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref destination, length);
            _values.AsSpan(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }

        int first = LowerBound(sourceIndex);
        int count = LowerBound(sourceIndex + length) - first;
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
        _values.AsSpan(first, count).CopyTo(editor.Values);
        if (count < length)
        {
            for (int i = 0; i < count; i++)
            {
                editor.Indices[i] = _indices[first + i] - sourceIndex;
            }
        }

        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default(T))
    {
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
        {
            throw new ArgumentOutOfRangeException(nameof(destinationIndex), "Not enough room in the destination for the vector.");
        }

        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
        {
            target[_indices[i]] = _values[i];
        }
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (IsDense)
        {
            for (int i = 0; i < Length; i++)
            {
                yield return new KeyValuePair<int, T>(i, _values[i]);
            }
        }
        else if (all)
        {
            int next = 0;
            for (int i = 0; i < Length; i++)
            {
                bool given = next < _count && _indices[next] == i;
                yield return new KeyValuePair<int, T>(i, given ? _values[next++] : default);
            }
        }
        else
        {
            for (int i = 0; i < _count; i++)
            {
                yield return new KeyValuePair<int, T>(_indices[i], _values[i]);
            }
        }
    }

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        if (index < 0 || index >= Length)
        {
            throw new ArgumentOutOfRangeException(nameof(index));
        }

        if (IsDense)
        {
            return _values[index];
        }

        int at = LowerBound(index);
        return at < _count && _indices[at] == index ? _values[at] : default;
    }

    /// <summary>The explicit values, as ML.NET has it: the whole array that backs them.</summary>
    public IEnumerator GetEnumerator() => _values.GetEnumerator();

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    private int LowerBound(int index)
    {
        int found = _count == 0 ? 0 : Array.BinarySearch(_indices, 0, _count, index);
        return found < 0 ? ~found : found;
    }
}
