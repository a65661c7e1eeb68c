using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A residual network for rows of a table: blocks of two linear layers, each added to what went into it.</summary>
/// <remarks>
/// h_0 = x W^T + b; h_k = h_(k-1) + dropout(linear2(dropout(activation(linear1(normalization(h_(k-1))))))); output = linear(activation(normalization(h_n))), the normalisation being
/// <see cref="BatchNormalization"/>. It is deeper than a <see cref="FeedForward"/> can be trained, and mostly a little better on large tables.
/// Gorishniy, Rubachev, Khrulkov, Babenko, "Revisiting Deep Learning Models for Tabular Data", 2021, the ResNet of section 3.2.
/// Parameters are named input.weight `[width, features]`, blocks.0.normalization.weight `[width]`, blocks.0.linear1.weight `[hidden, width]`, blocks.0.linear2.weight `[width, hidden]`, ...,
/// output.normalization.weight, output.linear.weight.
/// </remarks>
/// <example><code>new ResidualTabular { Blocks = 4, Width = 128 }</code></example>
public sealed record ResidualTabular : Architecture
{
    /// <summary>How many blocks there are. Default 2; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Blocks { get; init; } = 2;

    /// <summary>Units between the blocks. Default 192; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int Width { get; init; } = 192;

    /// <summary>Units within a block, as a multiple of <see cref="Width"/>, rounded. Default 2; more than 0, at most 16.</summary>
    [Range(0.0, 16.0, MinimumIsExclusive = true)]
    public float HiddenFactor { get; init; } = 2;

    /// <summary>What follows the first linear layer of a block, and the last normalisation. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The part of a block's inner units set to zero in training. Default 0.2; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float HiddenDropout { get; init; } = 0.2f;

    /// <summary>The part of what a block adds set to zero in training. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float ResidualDropout { get; init; }

    /// <inheritdoc/>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        var layers = new List<Layer> { new Linear("input", VectorLength(input), Width, parameters) };
        for (int i = 0; i < Blocks; i++)
        {
            layers.Add(Block(string.Create(CultureInfo.InvariantCulture, $"blocks.{i}"), parameters));
        }

        layers.Add(new BatchNormalization("output.normalization", Width, parameters, activation: Activation));
        layers.Add(new Linear("output.linear", Width, output.Size, parameters));
        return new SequentialModule("", layers);
    }

    private Residual Block(string name, ParameterSource parameters)
    {
        int hidden = Math.Max(1, (int)MathF.Round(Width * HiddenFactor));
        List<Layer> layers =
        [
            new BatchNormalization($"{name}.normalization", Width, parameters),
            new Linear($"{name}.linear1", Width, hidden, parameters, Activation),
        ];
        if (HiddenDropout > 0)
        {
            layers.Add(new Dropout($"{name}.dropout1", HiddenDropout));
        }

        layers.Add(new Linear($"{name}.linear2", hidden, Width, parameters));
        if (ResidualDropout > 0)
        {
            layers.Add(new Dropout($"{name}.dropout2", ResidualDropout));
        }

        return new Residual(name, new SequentialModule(name, layers));
    }
}
