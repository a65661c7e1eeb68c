using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>The layers that make one vector of what a transformer gives at all steps.</summary>
internal static class TransformerPoolings
{
    /// <param name="pooling">What is made of the steps; the class token is the first.</param>
    /// <param name="name">The full name of the layer.</param>
    /// <param name="width">Features of a step.</param>
    /// <param name="parameters">Makes the parameters.</param>
    public static Layer Create(TransformerPooling pooling, string name, int width, ParameterSource parameters) => pooling switch
    {
        TransformerPooling.ClassToken => new SequencePooling(name, SequencePoolingKind.First),
        TransformerPooling.Max => new SequencePooling(name, SequencePoolingKind.Max),
        TransformerPooling.Attention => new AttentionPooling(name, width, parameters),
        _ => new SequencePooling(name, SequencePoolingKind.Mean),
    };
}
