using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A transformer for images: they are cut into patches, which it reads as it would read words.</summary>
/// <remarks>
/// Rows are images `[channels, height, width]`. z_0 = dropout([token, W patch_1 + b, ..., W patch_n + b] + positions); z_k = layer_k(z_(k-1)), layers of
/// attention and a feed-forward part that normalise first (<see cref="TransformerEncoderLayer"/>); output = linear(normalization(z_d) at the token), or the mean over the patches, without a token.
/// Dosovitskiy et al., "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", 2021. It knows less of images than convolutions do, and needs more of them.
/// <para>
/// Parameters are named as torchvision's where it is layer for layer the same: conv_proj.weight `[width, channels, patch, patch]`, class_token.weight `[1, width]`,
/// encoder.pos_embedding.weight `[patches + 1, width]`, encoder.layers.0.self_attn.in_proj_weight, ..., encoder.norm.weight, heads.head.weight `[output, width]`.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// new VisionTransformer { PatchSize = 4, Width = 128, Layers = 4, Heads = 4 }
/// new VisionTransformer { PatchSize = 16, Width = 768, Layers = 12, Heads = 12 }
/// </code>
/// The second is ViT-B/16.
/// </example>
public sealed record VisionTransformer : Architecture
{
    private const float Epsilon = 1e-6f;

    /// <summary>Rows and columns of a patch. It divides the height and the width of the images. Default 4; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int PatchSize { get; init; } = 4;

    /// <summary>Features of a position, a multiple of <see cref="Heads"/>. Default 192; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int Width { get; init; } = 192;

    /// <summary>How many layers there are. Default 6; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Layers { get; init; } = 6;

    /// <summary>Heads of the attention. Default 3; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Heads { get; init; } = 3;

    /// <summary>Units of a layer's feed-forward part, as a multiple of <see cref="Width"/>, rounded. Default 4; more than 0, at most 16.</summary>
    [Range(0.0, 16.0, MinimumIsExclusive = true)]
    public float FeedForwardFactor { get; init; } = 4;

    /// <summary>What follows the first linear layer of a feed-forward part. Default <see cref="Activation.Gelu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>The part set to zero in training: of the patches' vectors, of what each part of a layer gives, and of the attention's weights. Default 0.1; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; } = 0.1f;

    /// <summary>How the positions become one vector. Default <see cref="TransformerPooling.ClassToken"/>.</summary>
    public TransformerPooling Pooling { get; init; } = TransformerPooling.ClassToken;

    internal override bool TakesImages => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is no image, or patches do not fill it; the message names the shape.</exception>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        Shape image = ImageShape(input);
        if (image[1] % PatchSize != 0 || image[2] % PatchSize != 0)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"VisionTransformer cuts images into patches of {PatchSize} by {PatchSize}, which do not fill rows of shape {image}. Set PatchSize to a number that divides height and width, or resize the images."),
                nameof(input));
        }

        List<Layer> layers = [new PatchEmbedding("conv_proj", image, PatchSize, Width, parameters)];
        if (Pooling == TransformerPooling.ClassToken)
        {
            layers.Add(new ClassToken("class_token", Width, parameters));
        }

        int length = layers.Aggregate(image, (shape, layer) => layer.OutputShape(shape))[0];
        layers.Add(new LearnedPositions("encoder.pos_embedding", length, Width, parameters));
        if (Dropout > 0)
        {
            layers.Add(new Dropout("encoder.dropout", Dropout));
        }

        int hidden = Math.Max(1, (int)MathF.Round(Width * FeedForwardFactor));
        layers.Add(new TransformerEncoderStack(
            "encoder",
            Layers,
            name => new TransformerEncoderLayer(name, Width, Heads, parameters, hidden, Dropout, Activation, normFirst: true, Epsilon),
            name => new LayerNormalization(name, [Width], parameters, Epsilon)));
        layers.Add(TransformerPoolings.Create(Pooling, "pool", Width, parameters));
        layers.Add(new Linear("heads.head", Width, output.Size, parameters));
        return new SequentialModule("", layers);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Width % Heads != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Heads), string.Create(CultureInfo.InvariantCulture, $"Heads is {Heads}; expected a number that divides Width, {Width}."));
        }
    }
}
