using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.CharacterModels;

/// <summary>An embedding, LSTM layers, a linear layer.</summary>
internal sealed class CharacterLstm : CharacterModel
{
    private readonly Embedding _embedding;
    private readonly Lstm _lstm;
    private readonly Linear _head;

    public CharacterLstm(CharacterSizes sizes, ParameterSource parameters)
    {
        _embedding = new Embedding("embedding", sizes.Symbols, sizes.Dim, parameters);
        _lstm = new Lstm("lstm", sizes.Dim, sizes.Dim, parameters, sizes.Layers);
        _head = new Linear("head", sizes.Dim, sizes.Symbols, parameters);
        Children = [_embedding, _lstm, _head];
    }

    public override IReadOnlyList<Module> Children { get; }

    public override Tensor Forward(ForwardContext context, Tensor characters) =>
        _head.Forward(context, _lstm.Forward(context, _embedding.Forward(context, characters)));
}
