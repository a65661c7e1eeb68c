using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A recurrent network over sequences and texts: RNN, GRU or LSTM, in one or both directions, and a linear layer on what it makes of the steps.</summary>
/// <remarks>
/// h_t = cell(x_t, h_(t-1)) over the row's steps, y = linear(dropout(pooling(h_1, ..., h_n))). Rows are a <see cref="TokenColumn"/>, whose tokens are embedded, a <see cref="SequenceColumn"/>, or of
/// shape [time, features]; each number of a vector is a step of one feature. Steps past a row's length are not computed.
/// Elman, "Finding Structure in Time", 1990; Hochreiter, Schmidhuber, "Long Short-Term Memory", 1997; Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine
/// Translation", 2014.
/// Parameters are named embedding.weight `[tokens, embedding]`, rnn.weight_ih_l0 `[gates * hidden, features]`, rnn.weight_hh_l0, rnn.bias_ih_l0, rnn.bias_hh_l0, those of the other direction with
/// _reverse, then _l1, ..., pooling.weight `[1, directions * hidden]` with <see cref="RecurrentPooling.Attention"/>, and head.weight `[outputs, directions * hidden]`, head.bias.
/// </remarks>
/// <example><code>new Recurrent { Cell = RecurrentCell.Lstm, HiddenSize = 64, Bidirectional = true, HeadDropout = 0.3f }</code></example>
public sealed record Recurrent : Architecture
{
    /// <summary>What is computed at each step. Default <see cref="RecurrentCell.Gru"/>.</summary>
    public RecurrentCell Cell { get; init; } = RecurrentCell.Gru;

    /// <summary>Units of each direction. Default 128; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int HiddenSize { get; init; } = 128;

    /// <summary>How many recurrent layers are on top of each other. Default 1; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Layers { get; init; } = 1;

    /// <summary>Whether each layer also reads the rows from their ends. Default false. It costs twice the time, and mostly helps where the whole row is there before it is scored.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>The part of a layer's outputs set to zero in training before the next layer; with one layer there is none. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; }

    /// <summary>What is made of the steps of a row. Default <see cref="RecurrentPooling.Last"/>; long rows are learnt faster by the others.</summary>
    public RecurrentPooling Pooling { get; init; } = RecurrentPooling.Last;

    /// <summary>How long the vector of a token is, where rows are tokens. Default 128; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int EmbeddingSize { get; init; } = 128;

    /// <summary>The part of the embedded tokens' values set to zero in training, where rows are tokens. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float EmbeddingDropout { get; init; }

    /// <summary>The part of what goes into the last linear layer set to zero in training. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float HeadDropout { get; init; }

    internal override bool TakesColumns => true;

    internal override bool TakesSequences => true;

    /// <inheritdoc/>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        SequenceStem stem = SequenceStem.Create(input, EmbeddingSize, parameters, nameof(Recurrent));
        var layers = new List<Layer>();
        if (EmbeddingDropout > 0 && stem is TokenStem)
        {
            layers.Add(new Dropout("embedding.dropout", EmbeddingDropout));
        }

        RecurrentLayer recurrent = CreateCells(stem.Features, parameters);
        int width = recurrent.OutputShape([stem.Time, stem.Features])[1];
        if (Pooling == RecurrentPooling.Last)
        {
            layers.Add(new RecurrentFinalState(recurrent));
        }
        else
        {
            layers.Add(recurrent);
            layers.Add(Pooling switch
            {
                RecurrentPooling.Attention => new AttentionPooling("pooling", width, parameters),
                RecurrentPooling.Max => new SequencePooling("pooling", SequencePoolingKind.Max),
                _ => new SequencePooling("pooling", SequencePoolingKind.Mean),
            });
        }

        if (HeadDropout > 0)
        {
            layers.Add(new Dropout("head.dropout", HeadDropout));
        }

        layers.Add(new Linear("head", width, output.Size, parameters));
        return new SequenceModule(stem, layers);
    }

    private RecurrentLayer CreateCells(int features, ParameterSource parameters) => Cell switch
    {
        RecurrentCell.Rnn => new Rnn("rnn", features, HiddenSize, parameters, Layers, Bidirectional, Dropout),
        RecurrentCell.Lstm => new Lstm("rnn", features, HiddenSize, parameters, Layers, Bidirectional, Dropout),
        _ => new Gru("rnn", features, HiddenSize, parameters, Layers, Bidirectional, Dropout),
    };
}
