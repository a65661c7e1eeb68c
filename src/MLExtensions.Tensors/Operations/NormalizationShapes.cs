namespace MLExtensions.Tensors.Operations;

/// <summary>What the normalisations over channels ask of their inputs.</summary>
internal static class NormalizationShapes
{
    /// <summary>Checks x, [batch, channels, ...], and one value a channel of all other inputs.</summary>
    public static void Check(string operation, ReadOnlySpan<Shape> inputs, ReadOnlySpan<string> names)
    {
        Shape x = inputs[0];
        if (x.Rank < 2)
        {
            throw new ArgumentException($"{operation}: x has shape {x}; expected [batch, channels] or [batch, channels, ...].");
        }

        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Rank != 1 || inputs[i][0] != x[1])
            {
                throw new ArgumentException($"{operation}: {names[i - 1]} of shape {inputs[i]} does not fit x {x}. Expected [{x[1]}], one a channel.");
            }
        }
    }

    public static float CheckEpsilon(string operation, float value) => value >= 0 && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{operation}.Epsilon is 0 or more and finite.");
}
