using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Looks up a vector for each token of a row.</summary>
internal sealed class TokenStem : SequenceStem
{
    private readonly TokenColumn _column;
    private readonly RowIndices _lengths;
    private readonly RowIndices _tokens;
    private readonly Embedding _embedding;

    public TokenStem(TokenColumn column, int embeddingSize, ParameterSource parameters, Initialization? initialization)
        : base("embedding")
    {
        _column = column;
        _lengths = new RowIndices { Count = column.MaximumLength + 1 };
        _tokens = new RowIndices { Start = 1, Length = column.MaximumLength, Count = column.VocabularySize };
        _embedding = new Embedding("embedding", column.VocabularySize, embeddingSize, parameters, paddingIndex: Tokenizer.Padding, initialization);
    }

    public override string Kind => _embedding.Kind;

    public override IReadOnlyList<Module> Children => [_embedding];

    public override int Time => _column.MaximumLength;

    public override int Features => _embedding.Dimension;

    public override bool HasLengths => true;

    public override Tensor Forward(ForwardContext context, Tensor input, out Tensor? lengths)
    {
        lengths = context.Run(_lengths, input);
        return _embedding.Forward(context, context.Run(_tokens, input));
    }
}
