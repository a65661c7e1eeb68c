using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>One of the architectures that the checks of all architectures for sequences run over.</summary>
internal sealed record SequenceCase(string Title, Architecture Architecture)
{
    public static IReadOnlyList<SequenceCase> All { get; } =
    [
        new("Recurrent", new Recurrent { HiddenSize = 12, EmbeddingSize = 8, HeadDropout = 0.1f }),
        new("Recurrent, Lstm, two layers, both directions", new Recurrent { Cell = RecurrentCell.Lstm, HiddenSize = 9, Layers = 2, Bidirectional = true, Dropout = 0.1f, EmbeddingSize = 8, EmbeddingDropout = 0.1f }),
        new("Recurrent, Rnn, mean", new Recurrent { Cell = RecurrentCell.Rnn, HiddenSize = 12, EmbeddingSize = 8, Pooling = RecurrentPooling.Mean }),
        new("Recurrent, Gru, both directions, largest", new Recurrent { HiddenSize = 12, EmbeddingSize = 8, Bidirectional = true, Pooling = RecurrentPooling.Max }),
        new("Recurrent, Lstm, attention", new Recurrent { Cell = RecurrentCell.Lstm, HiddenSize = 12, EmbeddingSize = 8, Pooling = RecurrentPooling.Attention }),
        new("TextConvolutional", new TextConvolutional { EmbeddingSize = 8, Channels = 12, Dropout = 0.1f }),
        new("TextConvolutional, one width", new TextConvolutional { EmbeddingSize = 8, Channels = 20, Widths = [4], Dropout = 0 }),
        new("TransformerEncoder", new TransformerEncoder { Width = 16, Dropout = 0.05f }),
        new("TransformerEncoder, learned positions, class token, normalised last", new TransformerEncoder
        {
            Width = 16, Heads = 2, Dropout = 0, Positions = TransformerPositions.Learned, Pooling = TransformerPooling.ClassToken, NormFirst = false, Activation = Activation.Relu,
        }),
        new("TransformerEncoder, rotary, attention", new TransformerEncoder { Width = 16, Heads = 2, Dropout = 0, Positions = TransformerPositions.Rotary, Pooling = TransformerPooling.Attention }),
        new("TransformerEncoder, learned positions, largest", new TransformerEncoder { Width = 16, Layers = 1, Dropout = 0, Positions = TransformerPositions.Learned, Pooling = TransformerPooling.Max }),
    ];

    public override string ToString() => Title;
}
