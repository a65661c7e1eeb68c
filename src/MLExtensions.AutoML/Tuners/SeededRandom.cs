namespace MLExtensions.AutoML;

/// <summary>Random numbers of one proposal: they depend on the tuner's seed and the trial's number alone, so that a search that is resumed proposes what an unbroken one does.</summary>
/// <remarks>Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014 (SplitMix64).</remarks>
internal sealed class SeededRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <param name="seed">The tuner's seed.</param>
    /// <param name="stream">The trial's number.</param>
    public SeededRandom(int seed, long stream)
    {
        _state = Mix((uint)seed + Step) ^ Mix((ulong)stream * Step);
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below <paramref name="count"/>.</summary>
    public int Next(int count) => Math.Min(count - 1, (int)(NextDouble() * count));

    /// <summary>A number of the standard normal distribution.</summary>
    public double NextGaussian() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A place of a list, each as likely as its weight says.</summary>
    /// <param name="weights">At least 0, their sum above 0.</param>
    public int Next(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double target = NextDouble() * sum;
        for (int i = 0; i < weights.Length; i++)
        {
            target -= weights[i];
            if (target < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private ulong NextBits()
    {
        _state += Step;
        return Mix(_state);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
