namespace Microsoft.ML.Transforms.Text;

/// <summary>
/// Visits the n-grams of a list of keys from each key on, a longer one right after the one that it lengthens. Up to so many keys in all may be
/// left out within an n-gram.
/// </summary>
/// <param name="extend">From a node of the pool, the next key and the n-gram up to it to the next node, or -1 to go no further.</param>
internal sealed class NgramWindow(int ngramLength, int skipLength, NgramWindow.Extend extend)
{
    private readonly uint[] _ngram = new uint[ngramLength];

    public delegate int Extend(int node, ReadOnlySpan<uint> ngram);

    public void Visit(ReadOnlySpan<uint> keys)
    {
        for (int start = 0; start < keys.Length; start++)
        {
            _ngram[0] = keys[start];
            int node = extend(NgramPool.Root, _ngram.AsSpan(0, 1));
            Continue(node, keys[start..Math.Min(keys.Length, start + ngramLength + skipLength)], length: 1, skips: 0);
        }
    }

    private void Continue(int node, ReadOnlySpan<uint> window, int length, int skips)
    {
        if (node < 0 || length == ngramLength)
        {
            return;
        }

        for (int skipped = skips; skipped <= skipLength && length + skipped < window.Length; skipped++)
        {
            _ngram[length] = window[length + skipped];
            int next = extend(node, _ngram.AsSpan(0, length + 1));
            Continue(next, window, length + 1, skipped);
        }
    }
}
