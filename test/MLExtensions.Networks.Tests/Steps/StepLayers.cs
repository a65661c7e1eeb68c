#pragma warning disable SA1402, MA0048 // Small layers that only these tests need.
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

/// <summary>`[batch, time, features]` to `[batch, features]`.</summary>
internal sealed class MeanOverTime(string name) : Layer(name)
{
    private readonly Mean _operation = new() { Axes = [1] };

    public override Tensor Forward(ForwardContext context, Tensor input) => context.Run(_operation, input);

    public override Shape OutputShape(Shape input) => [input[1]];
}

/// <summary>`[batch, time, features]` to `[batch, features, time]`, as convolutions take sequences.</summary>
internal sealed class TransposedRows(string name) : Layer(name)
{
    private readonly Transpose _operation = new() { Axes = [0, 2, 1] };

    public override Tensor Forward(ForwardContext context, Tensor input) => context.Run(_operation, input);

    public override Shape OutputShape(Shape input) => [input[1], input[0]];
}

/// <summary>The input scaled by what is learnt for each position, as word vectors would be.</summary>
internal sealed class EmbeddedPositions : Layer
{
    private readonly Embedding _embedding;
    private readonly int[] _positions;
    private readonly Reshape _column = new() { Axes = [0, 0, 1] };
    private readonly Shape _row;

    public EmbeddedPositions(string name, int count, int dimension, ParameterSource parameters)
        : base(name)
    {
        _embedding = new Embedding(Join(name, "table"), 7, dimension, parameters);
        _positions = [.. Enumerable.Range(0, count).Select(i => i % 7)];
        _row = [count];
    }

    public override IReadOnlyList<Module> Children => [_embedding];

    public override Tensor Forward(ForwardContext context, Tensor input) =>
        context.Multiply(context.Run(_column, input), _embedding.Forward(context, context.Scope.From(_positions, _row)));

    public override Shape OutputShape(Shape input) => [input[0], _embedding.OutputShape(input)[1]];
}

/// <summary>An encoder whose output is the memory of a decoder over the same rows.</summary>
internal sealed class EncodedAndDecoded : Layer
{
    private readonly TransformerEncoderLayer _encoder;
    private readonly TransformerDecoderLayer _decoder;

    public EncodedAndDecoded(string name, int features, ParameterSource parameters)
        : base(name)
    {
        _encoder = new TransformerEncoderLayer(Join(name, "encoder"), features, 2, parameters, feedForward: 30);
        _decoder = new TransformerDecoderLayer(Join(name, "decoder"), features, 2, parameters, feedForward: 30);
        Children = [_encoder, _decoder];
    }

    public override IReadOnlyList<Module> Children { get; }

    public override Tensor Forward(ForwardContext context, Tensor input) => _decoder.Forward(context, input, _encoder.Forward(context, input));

    public override Shape OutputShape(Shape input) => input;
}
