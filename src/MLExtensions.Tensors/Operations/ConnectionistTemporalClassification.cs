namespace MLExtensions.Tensors.Operations;

/// <summary>
/// CTC, the loss of an unsegmented sequence (Graves et al. 2006): minus the logarithm of the probability that the steps, each softmax(logits) over the classes, read
/// as the target once repeated labels are merged and then blanks dropped. Inputs: logits <c>[time, batch, classes]</c>; targets <see cref="ElementType.Int32"/>
/// <c>[batch, longest]</c>, labels without blanks, of any content past a target's length; input lengths and target lengths,
/// <see cref="ElementType.Int32"/> <c>[batch]</c>; and optionally row weights <c>[batch]</c> (0 or more). Output: <c>[1]</c>. A row of weight 0 counts for
/// nothing, whatever it holds, and so do logits past a row's length. Gradients flow to the logits alone. For the mean each row's loss is divided by its target's
/// length (at least 1), as PyTorch does; the sum and the mean over the batch are of undivided losses.
/// </summary>
public sealed record ConnectionistTemporalClassification : Loss
{
    private readonly int _blank;

    /// <summary>The class that stands for no label, 0 or more and below the number of classes. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0.</exception>
    public int Blank
    {
        get => _blank;
        init => _blank = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "ConnectionistTemporalClassification.Blank is a class, 0 or more.");
    }

    /// <summary>
    /// Whether a row that no reading of its steps gives (too few steps for its labels, and a blank between equal ones) has a loss and a gradient of 0; else its loss
    /// is infinite and its gradient no number. Default false.
    /// </summary>
    public bool ZeroInfinity { get; init; }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index is 1 or 2 or 3 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 4, 5, "logits, targets, input lengths, target lengths and optionally row weights");
        Shape logits = inputs[0], targets = inputs[1];
        if (logits.Rank != 3 || logits[2] <= Blank)
        {
            throw new ArgumentException(
                $"ConnectionistTemporalClassification: logits have shape {logits}; expected [time, batch, classes] with more classes than the blank's number, {Blank}.");
        }

        if (targets.Rank != 2 || targets[0] != logits[1])
        {
            throw new ArgumentException(
                $"ConnectionistTemporalClassification: targets of shape {targets} do not fit logits {logits}. Expected [{logits[1]}, longest], a row of labels for each of the batch.");
        }

        for (int i = 2; i < inputs.Length; i++)
        {
            if (inputs[i].Rank != 1 || inputs[i][0] != logits[1])
            {
                string what = i == 2 ? "input lengths" : i == 3 ? "target lengths" : "row weights";
                throw new ArgumentException(
                    $"ConnectionistTemporalClassification: {what} of shape {inputs[i]} do not fit logits {logits}. Expected [{logits[1]}], one a row of the batch.");
            }
        }

        outputs[0] = RowLossShapes.Loss;
    }
}
