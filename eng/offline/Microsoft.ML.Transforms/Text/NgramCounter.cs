using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Counts the n-grams of a pool in a list of keys. Works on one list at a time.</summary>
internal sealed class NgramCounter
{
    private readonly NgramPool _pool;
    private readonly NgramWindow _window;
    private readonly float[] _counts;
    private readonly List<int> _found = [];

    public NgramCounter(NgramPool pool, NgramSettings settings)
    {
        _pool = pool;
        _counts = new float[pool.Count];
        _window = new NgramWindow(settings.NgramLength, settings.SkipLength, Count);
    }

    public void Count(ReadOnlySpan<uint> keys, ref VBuffer<float> destination)
    {
        _window.Visit(keys);
        if (_found.Count < _counts.Length / 2)
        {
            _found.Sort();
            VBufferEditor<float> sparse = VBufferEditor.Create(ref destination, _counts.Length, _found.Count);
            for (int i = 0; i < _found.Count; i++)
            {
                sparse.Indices[i] = _found[i];
                sparse.Values[i] = _counts[_found[i]];
            }

            destination = sparse.Commit();
        }
        else
        {
            VBufferEditor<float> dense = VBufferEditor.Create(ref destination, _counts.Length);
            _counts.CopyTo(dense.Values);
            destination = dense.Commit();
        }

        _found.ForEach(slot => _counts[slot] = 0);
        _found.Clear();
    }

    private int Count(int node, ReadOnlySpan<uint> ngram)
    {
        int next = _pool.Find(node, ngram[^1]);
        int slot = next < 0 ? -1 : _pool.SlotOf(next);
        if (slot >= 0 && _counts[slot]++ == 0)
        {
            _found.Add(slot);
        }

        return next;
    }
}
