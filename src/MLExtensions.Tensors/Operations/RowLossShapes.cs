namespace MLExtensions.Tensors.Operations;

/// <summary>The shapes of losses.</summary>
internal static class RowLossShapes
{
    /// <summary>What every loss gives. Made once: in an unoptimised build the runtime allocates for each constant shape.</summary>
    public static readonly Shape Loss = [1];

    /// <summary>Checks what the losses that compare element by element ask of predictions, targets and, where there are any, row weights.</summary>
    /// <param name="operation">The loss.</param>
    /// <param name="first">What its first input is called.</param>
    /// <param name="inputs">Predictions and targets first.</param>
    /// <param name="weights">The place of the row weights; may lie past the inputs.</param>
    public static void Check(string operation, string first, ReadOnlySpan<Shape> inputs, int weights = 2)
    {
        Shape predictions = inputs[0], targets = inputs[1];
        if (predictions.Rank < 1 || targets.Rank < 1 || targets[0] != predictions[0] || targets.Length != predictions.Length)
        {
            throw new ArgumentException(
                $"{operation}: targets of shape {targets} do not fit {first} {predictions}. Expected [batch, ...] with as many rows and elements.");
        }

        CheckWeights(operation, first, inputs, weights);
    }

    /// <summary>Checks the row weights, where there are any, against the rows of the first input.</summary>
    public static void CheckWeights(string operation, string first, ReadOnlySpan<Shape> inputs, int weights = 2)
    {
        if (inputs.Length > weights && (inputs[weights].Rank != 1 || inputs[weights][0] != inputs[0][0]))
        {
            throw new ArgumentException(
                $"{operation}: row weights of shape {inputs[weights]} do not fit {first} {inputs[0]}. Expected [{inputs[0][0]}], one a row.");
        }
    }
}
