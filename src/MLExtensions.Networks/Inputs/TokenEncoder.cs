using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>The tokens of a row without their number: `[batch, 1 + length]` to `[batch, length]`, as floats.</summary>
internal sealed class TokenEncoder(string name, TokenColumn column) : Layer(name)
{
    private readonly Slice _tokens = new() { Start = 1, Length = column.MaximumLength };

    public override string Kind => $"Tokens, {column.VocabularySize}";

    public override Tensor Forward(ForwardContext context, Tensor input) => context.Run(_tokens, input);

    public override Shape OutputShape(Shape input) => input.Rank == 1 && input[0] == column.Size
        ? [column.MaximumLength]
        : throw new ArgumentException($"TokenEncoder '{Name}': a row has shape {input}; the column has [{column.Size}].", nameof(input));
}
