using System.Numerics;

namespace Microsoft.ML.Runtime;

/// <summary>
/// Three Tausworthe generators and a linear congruential one, combined (L. Howes and D. Thomas, "Efficient random number generation and
/// application using CUDA", GPU Gems 3, 2007). The generator of ML.NET, so that the same seed splits and shuffles data in the same way.
/// </summary>
internal sealed class TauswortheHybrid : Random
{
    private uint _first;
    private uint _second;
    private uint _third;
    private uint _fourth;

    public TauswortheHybrid(uint seed)
    {
        _first = seed;
        _second = MurmurRound(_first, _first);
        _third = MurmurRound(_second, _first);
        _fourth = MurmurRound(_third, _first);
    }

    public TauswortheHybrid(Random parent)
    {
        _first = Draw(parent, 128);
        _second = Draw(parent, 128);
        _third = Draw(parent, 128);
        _fourth = Draw(parent, 0);
    }

    public override int Next()
    {
        uint bits = NextBits();
        return (int)(bits + (bits & 0x80000000));
    }

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)((NextBits() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValue, minValue);
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override double NextDouble() => NextBits() * (1.0 / (1L << 32));

    /// <summary>Of 23 bits, so that it never rounds up to 1.</summary>
    public override float NextSingle() => (NextBits() >> 9) * (1f / (1 << 23));

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref byte value in buffer)
        {
            value = (byte)Next();
        }
    }

    public int NextSigned() => (int)NextBits();

    protected override double Sample() => NextDouble();

    private static uint Draw(Random parent, uint least)
    {
        while (true)
        {
            uint bits = ((uint)parent.Next(0x10000) << 16) | (uint)parent.Next(0x10000);
            if (bits >= least)
            {
                return bits;
            }
        }
    }

    private static uint MurmurRound(uint hash, uint chunk)
    {
        hash ^= BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593;
        return (BitOperations.RotateLeft(hash, 13) * 5) + 0xE6546B64;
    }

    private static uint Step(uint state, int shift1, int shift2, int shift3, uint mask) =>
        ((state & mask) << shift3) ^ (((state << shift1) ^ state) >> shift2);

    private uint NextBits()
    {
        _first = Step(_first, 13, 19, 12, ~0x1u);
        _second = Step(_second, 2, 25, 4, ~0x7u);
        _third = Step(_third, 3, 11, 17, ~0xFu);
        _fourth = (1664525 * _fourth) + 1013904223;
        return _first ^ _second ^ _third ^ _fourth;
    }
}
