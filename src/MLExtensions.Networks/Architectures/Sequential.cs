using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Any layers one after the other: what is in the list, and a linear layer to the output. It needs no registration, and is saved as the list.</summary>
/// <remarks>
/// <para>
/// Rows are vectors `[features]`, sequences `[time, features]` or images `[channels, height, width]`; each layer makes of them what its options say. What the last one of the list gives must be a vector; a linear layer
/// without activation makes the output of it, so only hidden layers are listed. An empty list is a linear model.
/// </para>
/// <para>
/// A text or a sequence that is a row alone comes as steps, a text's tokens as learnt vectors of <see cref="EmbeddingSize"/>, and layers for sequences see no padding as long as no layer changes the number of steps.
/// Convolutions see the zeros of the padding, and windows past it. Other columns are encoded to a vector; <see cref="UnflattenOptions"/> makes a sequence or an image of it.
/// </para>
/// <para>Parameters are named layers.0.weight, layers.1.weight, ... after the place in the list, those of the embedding embedding.weight, and those of the linear layer at the end output.weight.</para>
/// </remarks>
/// <example>
/// <code>
/// // images: two convolutions with pooling
/// new Sequential { Layers = [new ConvolutionOptions { Channels = 32 }, new PoolingOptions(), new ConvolutionOptions { Channels = 64 }, new GlobalPoolingOptions()] }
///
/// // sequences and texts: an LSTM in both directions with attention over its steps
/// new Sequential { Layers = [new RecurrentOptions { Cell = RecurrentCell.Lstm, HiddenSize = 64, Bidirectional = true }, new AttentionPoolingOptions(), new DropoutOptions { Rate = 0.3f }] }
/// </code>
/// </example>
public sealed record Sequential : Architecture
{
    private readonly LayerOptionsList _layers = new([], nameof(Layers));

    /// <summary>The hidden layers, from the input on. Default none, a linear model; up to 1,000, those within <see cref="ResidualOptions"/> included.</summary>
    /// <exception cref="ArgumentException">A layer is null, or there are too many.</exception>
    [JsonConverter(typeof(LayerOptionsConverter))]
    public IReadOnlyList<LayerOptions> Layers
    {
        get => _layers;
        init => _layers = new LayerOptionsList(value, nameof(Layers));
    }

    /// <summary>How long the vector of a token is, where rows are texts. Default 128; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int EmbeddingSize { get; init; } = 128;

    internal override bool TakesColumns => true;

    internal override bool TakesSequences => _layers.TakesAxes == true;

    internal override bool TakesImages => _layers.TakesAxes == true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A layer is not for the rows that come to it, or the last one gives no vector; the message names the layer.</exception>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        SequenceStem? stem = input.Columns is [TokenColumn or SequenceColumn] ? SequenceStem.Create(input, EmbeddingSize, parameters, nameof(Sequential)) : null;
        Shape shape = stem is null ? input.EncodedShape : [stem.Time, stem.Features];
        List<Layer> layers = stem is null && input.Columns.Count > 0 ? [input.CreateEncoder(Network.EncoderName, parameters)] : [];
        layers.AddRange(_layers.Build("layers.", nameof(Layers), ref shape, parameters));
        layers.Add(new Linear("output", Width(shape), output.Size, parameters));
        return stem is null ? new SequentialModule("", layers) : new SequenceModule(stem, layers);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A hyperparameter of a layer is out of its range; the message names the layer.</exception>
    public override void Validate()
    {
        base.Validate();
        _layers.Validate(nameof(Layers));
    }

    private int Width(in Shape shape)
    {
        if (shape.Rank == 1 && shape[0] > 0)
        {
            return shape[0];
        }

        string what = _layers.Count == 0 ? "a row" : $"what Layers[{_layers.Count - 1}] ({_layers[_layers.Count - 1].GetType().Name}) gives";
        throw new ArgumentException(
            $"{nameof(Sequential)}: {what} has shape {shape}; the linear layer at the end takes a vector. Add {nameof(FlattenOptions)}, " +
            $"or {nameof(GlobalPoolingOptions)}, or for sequences {nameof(SequencePoolingOptions)} or {nameof(AttentionPoolingOptions)}.");
    }
}
