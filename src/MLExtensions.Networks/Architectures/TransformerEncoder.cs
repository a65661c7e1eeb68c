using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A transformer over texts and other sequences: attention between all steps of a row, layer by layer, and a linear layer on what it makes of the steps.</summary>
/// <remarks>
/// h_0 = dropout(x W^T + b + positions), h_k = layer(h_(k-1)), each layer being self-attention of several heads and a feed-forward part (<see cref="TransformerEncoderLayer"/>),
/// y = linear(pooling(normalization(h_n))). Rows are a <see cref="TokenColumn"/>, whose tokens are embedded in place of x W^T + b, a <see cref="SequenceColumn"/>, or of shape [time, features]; each number of
/// a vector is a step of one feature. Steps past a row's length are seen by none.
/// Vaswani et al., "Attention Is All You Need", 2017; Devlin, Chang, Lee, Toutanova, "BERT", 2018; Su et al., "RoFormer", 2021.
/// Parameters are named embedding.weight `[tokens, width]` or projection.weight `[width, features]` and projection.bias, positions.weight `[time, width]` where they are learnt, class_token.weight
/// `[1, width]`, encoder.layers.0.* as torch.nn.TransformerEncoderLayer has them, ..., encoder.norm.* with <see cref="NormFirst"/>, pooling.weight `[1, width]` with
/// <see cref="TransformerPooling.Attention"/>, and head.weight `[outputs, width]`, head.bias.
/// </remarks>
/// <example><code>new TransformerEncoder { Layers = 4, Width = 256, Heads = 8 }</code></example>
public sealed record TransformerEncoder : Architecture
{
    /// <summary>Features of a step within the network. Default 128; 1 to 65,536, a multiple of <see cref="Heads"/>.</summary>
    [Range(1, 1 << 16)]
    public int Width { get; init; } = 128;

    /// <summary>How many layers there are. Default 2; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Layers { get; init; } = 2;

    /// <summary>Heads of the attention, each with a share of <see cref="Width"/>. Default 4; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int Heads { get; init; } = 4;

    /// <summary>Units of the feed-forward parts, as a multiple of <see cref="Width"/>, rounded. Default 2; more than 0, at most 16. In the paper it is 4.</summary>
    [Range(0.0, 16.0, MinimumIsExclusive = true)]
    public float FeedForwardFactor { get; init; } = 2;

    /// <summary>The part set to zero in training: of the first layer's input, of the attention's weights, and within and after both parts of each layer. Default 0.1; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; } = 0.1f;

    /// <summary>What follows the first linear layer of each feed-forward part. Default <see cref="Activation.Gelu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Whether the input of each part is normalised, and the last layer's output, in place of each part's sum. Default true: it is trained without warming up.</summary>
    /// <remarks>Xiong et al., "On Layer Normalization in the Transformer Architecture", 2020.</remarks>
    public bool NormFirst { get; init; } = true;

    /// <summary>How the order of the steps is known. Default <see cref="TransformerPositions.Sinusoidal"/>.</summary>
    public TransformerPositions Positions { get; init; } = TransformerPositions.Sinusoidal;

    /// <summary>What is made of the steps of a row. Default <see cref="TransformerPooling.Mean"/>.</summary>
    public TransformerPooling Pooling { get; init; } = TransformerPooling.Mean;

    internal override bool TakesColumns => true;

    internal override bool TakesSequences => true;

    /// <inheritdoc/>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        SequenceStem stem = SequenceStem.Create(input, Width, parameters, nameof(TransformerEncoder));
        Linear? projection = stem is TokenStem ? null : new Linear("projection", stem.Features, Width, parameters);
        Layer? positions = Positions switch
        {
            TransformerPositions.Learned => new LearnedPositions("positions", stem.Time, Width, parameters),
            TransformerPositions.Sinusoidal => new SinusoidalPositions("positions", Width),
            _ => null,
        };
        Dropout? dropout = Dropout > 0 ? new Dropout("dropout", Dropout) : null;
        ClassToken? token = Pooling == TransformerPooling.ClassToken ? new ClassToken("class_token", Width, parameters) : null;
        int units = Math.Max(1, (int)MathF.Round(Width * FeedForwardFactor));
        var encoder = new TransformerEncoderStack(
            "encoder",
            Layers,
            name => new TransformerEncoderLayer(name, Width, Heads, parameters, units, Dropout, Activation, NormFirst, rotary: Positions == TransformerPositions.Rotary),
            NormFirst ? name => new LayerNormalization(name, [Width], parameters) : null);
        Layer pooling = TransformerPoolings.Create(Pooling, "pooling", Width, parameters);
        var head = new Linear("head", Width, output.Size, parameters);
        return new TransformerModule(stem, projection, positions, dropout, token, encoder, pooling, head);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The heads cannot share the width equally, or have an odd number of features where positions are rotary.</exception>
    public override void Validate()
    {
        base.Validate();
        if (Width % Heads != 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Heads is {Heads}, which does not divide Width, {Width}. Choose a number of heads that does."));
        }

        if (Positions == TransformerPositions.Rotary && Width / Heads % 2 != 0)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Positions is Rotary, which turns pairs of features; Width {Width} gives each of {Heads} heads {Width / Heads}. Choose an even number for each head."));
        }
    }
}
