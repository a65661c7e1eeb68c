using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The words that a random key stands for, by their number: word i is number i % 4 of Philox block i / 4 under that key.</summary>
internal static unsafe class RandomWords
{
    /// <summary>The share of words that is dropped, as what a kept word is at least.</summary>
    public static uint Threshold(float rate) => (uint)((double)rate * (1L << 32));

    /// <summary>The four words of a block.</summary>
    public static void Four(uint* key, ulong block, uint* words) =>
        Philox.Block((uint)block, (uint)(block >> 32), key[2], key[3], key[0], key[1], new Span<uint>(words, 4));

    /// <summary>The sixteen words of a block and the three after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sixteen(uint* key, ulong block, uint* words)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            for (uint i = 0; i < 4; i++)
            {
                Four(key, block + i, words + 4 * i);
            }

            return;
        }

        // A word in each 64-bit lane.
        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFul), m0 = Vector256.Create(0xD2511F53ul), m1 = Vector256.Create(0xCD9E8D57ul);
        Vector256<ulong> counter = Vector256.Create(block) + Vector256.Create(0ul, 1, 2, 3);
        Vector256<ulong> c0 = counter & low, c1 = Vector256.ShiftRightLogical(counter, 32);
        Vector256<ulong> c2 = Vector256.Create((ulong)key[2]), c3 = Vector256.Create((ulong)key[3]);
        uint k0 = key[0], k1 = key[1];
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> p0 = c0 * m0, p1 = c2 * m1;
            c0 = Vector256.ShiftRightLogical(p1, 32) ^ c1 ^ Vector256.Create((ulong)k0);
            c2 = Vector256.ShiftRightLogical(p0, 32) ^ c3 ^ Vector256.Create((ulong)k1);
            c1 = p1 & low;
            c3 = p0 & low;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }

        Vector256<ulong> first = c0 | Vector256.ShiftLeft(c1, 32), second = c2 | Vector256.ShiftLeft(c3, 32);
        ulong* pairs = (ulong*)words;
        for (int lane = 0; lane < 4; lane++)
        {
            pairs[2 * lane] = first.GetElement(lane);
            pairs[2 * lane + 1] = second.GetElement(lane);
        }
    }
}
