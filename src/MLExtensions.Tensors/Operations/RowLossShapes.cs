namespace MLExtensions.Tensors.Operations;

/// <summary>The shapes of losses.</summary>
internal static class RowLossShapes
{
    /// <summary>What every loss gives. Made once: in an unoptimised build the runtime allocates for each constant shape.</summary>
    public static readonly Shape Loss = [1];

    /// <summary>Checks what the losses that compare element by element ask of their inputs.</summary>
    public static void Check(string operation, string first, ReadOnlySpan<Shape> inputs)
    {
        Shape predictions = inputs[0], targets = inputs[1];
        if (predictions.Rank < 1 || targets.Rank < 1 || targets[0] != predictions[0] || targets.Length != predictions.Length)
        {
            throw new ArgumentException(
                $"{operation}: targets of shape {targets} do not fit {first} {predictions}. Expected [batch, ...] with as many rows and elements.");
        }

        if (inputs.Length == 3 && (inputs[2].Rank != 1 || inputs[2][0] != predictions[0]))
        {
            throw new ArgumentException($"{operation}: row weights of shape {inputs[2]} do not fit {first} {predictions}. Expected [{predictions[0]}], one a row.");
        }
    }
}
