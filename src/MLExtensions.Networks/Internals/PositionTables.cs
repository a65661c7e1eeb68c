using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Sines and cosines by position, computed in double precision: angle of position t and pair i of a vector of so many numbers t / 10000^(2i / size).</summary>
internal static class PositionTables
{
    private const double Base = 10_000;

    /// <summary>`[positions, size]`: the sine at 2i, the cosine at 2i + 1. Vaswani et al., 2017, section 3.5.</summary>
    public static Parameter Sinusoids(int positions, int size) => Create(positions, size, sineFirst: true);

    /// <summary>`[positions, size]`: the cosine at 2i, the sine at 2i + 1, as <see cref="Tensors.Operations.RotaryPositions"/> takes them.</summary>
    public static Parameter Turns(int positions, int size) => Create(positions, size, sineFirst: false);

    private static Parameter Create(int positions, int size, bool sineFirst)
    {
        var table = new Parameter("positions", [positions, size]) { RequiresGradient = false };
        Span<float> values = table.Values;
        for (int i = 0; i < size; i++)
        {
            double frequency = Math.Pow(Base, -(double)(i - (i % 2)) / size);
            bool sine = i % 2 == 0 == sineFirst;
            for (int t = 0; t < positions; t++)
            {
                (double sin, double cos) = Math.SinCos(t * frequency);
                values[(t * size) + i] = (float)(sine ? sin : cos);
            }
        }

        return table;
    }
}
