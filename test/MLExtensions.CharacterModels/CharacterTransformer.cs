using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;
using Embedding = MLExtensions.Networks.Embedding;
using LayerNormalization = MLExtensions.Networks.LayerNormalization;
using Linear = MLExtensions.Networks.Linear;

namespace MLExtensions.CharacterModels;

/// <summary>
/// A decoder-only transformer: token and position embeddings, causal layers that normalise first, a normalisation, a linear layer. Without dropout, so that
/// two implementations can be compared.
/// </summary>
internal sealed class CharacterTransformer : CharacterModel
{
    private static readonly Add s_add = new();
    private readonly Embedding _tokens;
    private readonly Tensor _positions;
    private readonly TransformerEncoderStack _layers;
    private readonly Linear _head;

    public CharacterTransformer(CharacterSizes sizes, ParameterSource parameters)
    {
        _tokens = new Embedding("token_embedding", sizes.Symbols, sizes.Dim, parameters);
        Parameter positions = parameters.Create("position_embedding", [sizes.Time, sizes.Dim], Initialization.Normal(0.02f));
        _positions = positions.Tensor;
        _layers = new TransformerEncoderStack(
            "transformer",
            sizes.Layers,
            name => new TransformerEncoderLayer(
                name, sizes.Dim, sizes.Heads, parameters, sizes.FeedForward, dropout: 0, Activation.Gelu, normFirst: true, causal: true),
            name => new LayerNormalization(name, [sizes.Dim], parameters));
        _head = new Linear("head", sizes.Dim, sizes.Symbols, parameters);
        Children = [_tokens, _layers, _head];
        Parameters = [.. _tokens.Parameters, positions, .. _layers.Parameters, .. _head.Parameters];
    }

    public override IReadOnlyList<Module> Children { get; }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override Tensor Forward(ForwardContext context, Tensor characters)
    {
        Tensor input = context.Run(s_add, _tokens.Forward(context, characters), _positions);
        return _head.Forward(context, _layers.Forward(context, input));
    }
}
