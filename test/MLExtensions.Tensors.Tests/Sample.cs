namespace MLExtensions.Tensors.Tests;

/// <summary>Numbers to compute with.</summary>
internal static class Sample
{
    /// <summary>Uniform in -1..1.</summary>
    public static float[] Values(long seed, nint count)
    {
        var random = new Philox(seed);
        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 2 * random.NextSingle() - 1;
        }

        return values;
    }

    public static Parameter Parameter(string name, long seed, Shape shape, float scale = 1)
    {
        var parameter = new Parameter(name, shape);
        float[] values = Values(seed, shape.Length);
        for (int i = 0; i < values.Length; i++)
        {
            parameter.Values[i] = scale * values[i];
        }

        return parameter;
    }

    public static Tensor Tensor(TensorScope scope, long seed, Shape shape) => scope.From(Values(seed, shape.Length), shape);
}
