namespace MLExtensions.Benchmarks;

/// <summary>Random numbers to compute with.</summary>
internal static class Values
{
    public static float[] Normal(Random random, int count)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    public static int[] Classes(Random random, int count, int classes)
    {
        int[] values = new int[count];
        foreach (ref int value in values.AsSpan())
        {
            value = random.Next(classes);
        }

        return values;
    }
}
