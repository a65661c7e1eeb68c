using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Picks a part of the rows, or of the groups, by their number alone: the same ones in every pass, in whichever order they come.</summary>
/// <param name="seed">The seed.</param>
/// <param name="fraction">The part to pick, 0 to 1.</param>
internal readonly struct HoldOut(int seed, double fraction)
{
    private const uint Stream = 3;

    private readonly ulong _bound = (ulong)(fraction * 0x1_0000_0000);

    public bool Contains(long number)
    {
        if (_bound == 0)
        {
            return false;
        }

        Span<uint> words = stackalloc uint[4];
        Philox.Block((uint)number, (uint)(number >> 32), Stream, 0, (uint)seed, 0x484F4C44, words);
        return words[0] < _bound;
    }
}
