namespace MLExtensions.Tensors;

/// <summary>
/// Random numbers from a counter (Philox4x32-10, Salmon et al. 2011): the n-th number of a seed and stream is the same on every machine and device.
/// For one thread at a time.
/// </summary>
public sealed class Philox
{
    private readonly uint[] _block = new uint[4];
    private PhiloxState _state;

    /// <summary>Begins a sequence.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of the seed's independent sequences. Default 0.</param>
    public Philox(long seed, long stream = 0) => State = new PhiloxState(seed, stream, 0);

    /// <summary>Where the sequence stands; setting it continues from there.</summary>
    public PhiloxState State
    {
        get => _state;
        set
        {
            _state = value;
            if ((value.Position & 3) != 0)
            {
                Fill();
            }
        }
    }

    /// <summary>One block: four random words for a counter and a key.</summary>
    /// <param name="c0">Counter, lowest word.</param>
    /// <param name="c1">Counter.</param>
    /// <param name="c2">Counter.</param>
    /// <param name="c3">Counter, highest word.</param>
    /// <param name="k0">Key, low word.</param>
    /// <param name="k1">Key, high word.</param>
    /// <param name="words">Receives four words.</param>
    public static void Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, Span<uint> words)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)c0 * 0xD2511F53u, p1 = (ulong)c2 * 0xCD9E8D57u;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }

        words[3] = c3;
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        int word = (int)(_state.Position & 3);
        if (word == 0)
        {
            Fill();
        }

        _state = _state with { Position = _state.Position + 1 };
        return _block[word];
    }

    /// <summary>Uniform in [0, 1): a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in 0..bound-1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);

        // Lemire 2019: the high half of a product is uniform once the few low halves that would favour some results are rejected.
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (0u - (uint)bound) % (uint)bound;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * (uint)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Normal with mean 0 and standard deviation 1 (Box and Muller 1958; two words each).</summary>
    public float NextGaussian()
    {
        // 1 - u is in (0, 1], so that the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1.0 - NextUInt32() * (1.0 / (1L << 32))));
        return (float)(radius * Math.Cos(2 * Math.PI * (NextUInt32() * (1.0 / (1L << 32)))));
    }

    /// <summary>Puts the elements in random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>
    /// An independent sequence, the same one whenever this seed and stream are asked for that number, wherever this sequence stands. For one purpose
    /// each: initial weights, order of rows, dropout.
    /// </summary>
    public Philox Fork(long stream)
    {
        // The key of the child is a block that no sequence reaches: positions stay below 2^62.
        Span<uint> words = stackalloc uint[4];
        ulong seed = (ulong)_state.Seed, parent = (ulong)_state.Stream, child = (ulong)stream;
        Block((uint)child, (uint)(child >> 32) ^ 0x80000000u, (uint)parent, (uint)(parent >> 32), (uint)seed, (uint)(seed >> 32), words);
        return new Philox((long)(words[0] | ((ulong)words[1] << 32)), (long)(words[2] | ((ulong)words[3] << 32)));
    }

    private void Fill()
    {
        ulong counter = (ulong)_state.Position >> 2, stream = (ulong)_state.Stream, seed = (ulong)_state.Seed;
        Block((uint)counter, (uint)(counter >> 32), (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32), _block);
    }
}
