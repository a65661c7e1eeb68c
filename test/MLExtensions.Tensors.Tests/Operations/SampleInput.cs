namespace MLExtensions.Tensors.Tests;

/// <summary>One input of an <see cref="OperationSample"/>.</summary>
internal sealed class SampleInput
{
    private SampleInput(Shape shape, float[]? values, int[]? integers)
    {
        Shape = shape;
        Values = values;
        Integers = integers;
    }

    public Shape Shape { get; }

    public float[]? Values { get; }

    public int[]? Integers { get; }

    public static SampleInput Of(Shape shape, float[] values) => new(shape, values, null);

    public static SampleInput Of(Shape shape, int[] integers) => new(shape, null, integers);

    /// <summary>Uniform in low..high.</summary>
    public static SampleInput Uniform(Random random, Shape shape, float low = -1, float high = 1) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Length).Select(_ => low + (high - low) * random.NextSingle())], null);

    /// <summary>
    /// Numbers that all differ by at least <paramref name="gap"/>, in random order: where the largest is picked, a step smaller than half the gap picks the same.
    /// </summary>
    public static SampleInput Distinct(Random random, Shape shape, float gap = 0.1f)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Length).Select(i => gap * (i - shape.Length / 2))];
        random.Shuffle(values);
        return new(shape, values, null);
    }

    /// <summary>Whole numbers in 0..bound-1.</summary>
    public static SampleInput Indices(Random random, Shape shape, int bound) =>
        new(shape, null, [.. Enumerable.Range(0, (int)shape.Length).Select(_ => random.Next(bound))]);
}
