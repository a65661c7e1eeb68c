namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The negative log-likelihood of softmax(x): for target t, with class weights c (1 where there are none) and label smoothing e over K classes,
/// loss = (1 - e) c_t l_t + e / K sum_k c_k l_k, l_k = log(sum_j exp(x_j)) - x_k (Szegedy et al., "Rethinking the Inception Architecture", 2016, for the smoothing).
/// The mean is the weighted sum over the sum of row weight times c_t. Inputs: logits <c>[batch, classes]</c> or <c>[batch, classes, ...]</c>, targets
/// <see cref="ElementType.Int32"/> <c>[batch]</c> or <c>[batch, ...]</c> in 0..classes-1 (or probabilities, see <see cref="HasTargetProbabilities"/>), optionally
/// row weights <c>[batch]</c> (0 or more), and, last, class weights <c>[classes]</c> where <see cref="HasClassWeights"/> says so. Output: <c>[1]</c>.
/// Gradients flow to the logits alone.
/// </summary>
public sealed record CrossEntropy : Loss
{
    private readonly float _labelSmoothing;

    /// <summary>The part of each target's probability that is spread evenly over all classes; 0 to 1. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, above 1, or not a number.</exception>
    public float LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "CrossEntropy.LabelSmoothing is from 0 to 1.");
    }

    /// <summary>Whether the last input holds a weight for each class. Default false.</summary>
    public bool HasClassWeights { get; init; }

    /// <summary>A target that counts for nothing, as padding does; null for none. Default null. Targets that are probabilities have none.</summary>
    public int? IgnoreIndex { get; init; }

    /// <summary>
    /// Whether the targets are the probabilities of all classes, of the logits' shape, in place of class indices; the mean is then over rows (and
    /// positions) by row weight alone. Default false.
    /// </summary>
    public bool HasTargetProbabilities { get; init; }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 1 && !HasTargetProbabilities ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int last = HasClassWeights ? 1 : 0;
        RequireInputs(
            inputs,
            2 + last,
            3 + last,
            HasClassWeights ? "logits, targets and optionally row weights, then class weights" : "logits, targets and optionally row weights");
        Shape logits = inputs[0];
        if (logits.Rank < 2)
        {
            throw new ArgumentException($"CrossEntropy: logits have shape {logits}; expected [batch, classes] or [batch, classes, ...].");
        }

        if (HasTargetProbabilities)
        {
            if (inputs[1] != logits)
            {
                throw new ArgumentException($"CrossEntropy: target probabilities of shape {inputs[1]} do not fit logits {logits}. Expected the same shape.");
            }
        }
        else if (!FitsTargets(logits.AsSpan(), inputs[1].AsSpan()))
        {
            throw new ArgumentException(
                $"CrossEntropy: targets of shape {inputs[1]} do not fit logits {logits}. Expected the logits' shape without the classes, axis 1: one class a row or position.");
        }

        RowLossShapes.CheckWeights("CrossEntropy", "logits", inputs[..^last]);
        if (HasClassWeights && (inputs[^1].Rank != 1 || inputs[^1][0] != logits[1]))
        {
            throw new ArgumentException($"CrossEntropy: class weights of shape {inputs[^1]} do not fit logits {logits}. Expected [{logits[1]}], one a class.");
        }

        outputs[0] = RowLossShapes.Loss;
    }

    private static bool FitsTargets(ReadOnlySpan<int> logits, ReadOnlySpan<int> targets) =>
        targets.Length == logits.Length - 1 && targets[0] == logits[0] && targets[1..].SequenceEqual(logits[2..]);
}
