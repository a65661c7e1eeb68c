namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The largest that each filter gives anywhere on a sequence: y[b, c] = bias[c] + the largest, over all windows of <c>width</c> steps, of sum_(k, f) x[b, t + k, f] weight[c, f, k]. Windows are those that
/// touch a step of the row, from the one that ends on its first step to the one that begins on its last; before and after the row's steps there are zeros (Collobert et al., "Natural Language Processing
/// (Almost) from Scratch", 2011; Kim, "Convolutional Neural Networks for Sentence Classification", 2014). Inputs: x <c>[batch, time, features]</c>, weight <c>[filters, features, width]</c> as
/// torch.nn.Conv1d has it, bias <c>[filters]</c>, and where <see cref="HasLengths"/> the lengths, <see cref="ElementType.Int32"/> <c>[batch]</c>, each 0 to time. Output <c>[batch, filters]</c>; a row
/// without steps gives the bias.
/// </summary>
/// <remarks>
/// Past a row's length x may hold anything and gets a gradient of 0; nothing is computed there. Of equal largest windows the first gets the gradient. What is monotone may follow instead of going before:
/// the largest of relu(z) is relu of the largest z. So one window a filter has a gradient, and the backward run costs next to nothing beside the forward one.
/// </remarks>
public sealed record MaxOverTimeConvolution : Operation
{
    /// <summary>Whether there are lengths. Default false: every row has the whole time.</summary>
    public bool HasLengths { get; init; }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 3 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int count = HasLengths ? 4 : 3;
        RequireInputs(inputs, count, count, HasLengths ? "x, weight, bias and the lengths" : "x, weight and bias");
        Shape x = inputs[0], weight = inputs[1], bias = inputs[2];
        if (x.Rank != 3 || weight.Rank != 3 || weight[1] != x[2] || weight[2] < 1)
        {
            throw new ArgumentException(
                $"MaxOverTimeConvolution: x {x} and weight {weight} do not fit. x is [batch, time, features] and weight [filters, features, width] with the same features and a width of at least 1.");
        }

        if (bias.Rank != 1 || bias[0] != weight[0])
        {
            throw new ArgumentException($"MaxOverTimeConvolution: bias {bias} does not fit weight {weight}. bias is [filters], here [{weight[0]}].");
        }

        if (HasLengths && (inputs[3].Rank != 1 || inputs[3][0] != x[0]))
        {
            throw new ArgumentException($"MaxOverTimeConvolution: the lengths have shape {inputs[3]}; expected [batch], here [{x[0]}].");
        }

        outputs[0] = [x[0], weight[0]];
    }
}
