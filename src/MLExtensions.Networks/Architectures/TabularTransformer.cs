using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A transformer for rows of a table, the FT-Transformer: each number and each category is a token, and attention lets them look at each other.</summary>
/// <remarks>
/// <para>
/// The token of a number is its standardised value times a learnt vector, with bins (<see cref="NumberColumn.BinCounts"/>) the sum of a learnt vector a bin, and a vector more where it is missing;
/// that of a category is a learnt vector (its column's own <see cref="CategoryColumn.Dimension"/> counts for nothing). A class token is put behind them. The blocks are x1 = x + attention(norm1(x)),
/// y = x1 + linear2(linear1(norm2(x1)) relu(gate(norm2(x1)))), the first one without norm1; output = linear(relu(normalization(class token))).
/// Gorishniy, Rubachev, Khrulkov, Babenko, "Revisiting Deep Learning Models for Tabular Data", 2021, section 3.3.
/// </para>
/// <para>
/// It is often the best network on tables of up to some hundred columns, and costs the most: the time of a row grows with the number of its numbers and categories, where it is large with its square.
/// Long vectors, such as pixels, are for other architectures. The paper trains with <see cref="AdamW"/>, a learning rate of 1e-4 and weight decay of 1e-5.
/// </para>
/// <para>
/// Parameters are named input.numbers.weight `[values, width]`, input.numbers.missing `[indicators, width]`, input.3.weight `[count, width]` for a category in column 3,
/// input.bias `[tokens + 1, width]` (the class token is its last row), blocks.1.norm1.weight `[width]`, blocks.0.attention.in_proj_weight `[3 width, width]`,
/// blocks.0.attention.out_proj.weight, blocks.0.norm2.weight, blocks.0.linear1.weight and blocks.0.gate.weight `[hidden, width]`, blocks.0.linear2.weight `[width, hidden]`, ...,
/// output.normalization.weight, output.linear.weight.
/// </para>
/// </remarks>
/// <example><code>new TabularTransformer { Blocks = 2, Width = 64 }</code></example>
public sealed record TabularTransformer : Architecture
{
    /// <summary>How many blocks there are. Default 3; 1 to 100.</summary>
    [Range(1, 100)]
    public int Blocks { get; init; } = 3;

    /// <summary>
    /// Values of a token, a multiple of <see cref="Heads"/>. Default 96; 1 to 16,384. The paper has 192, which takes over three times as long; half of it trains in minutes on two processors.
    /// </summary>
    [Range(1, 1 << 14)]
    public int Width { get; init; } = 96;

    /// <summary>Heads of the attention. Default 8; 1 to 1,024, a divisor of <see cref="Width"/>.</summary>
    [Range(1, 1024)]
    public int Heads { get; init; } = 8;

    /// <summary>Units within the second part of a block, as a multiple of <see cref="Width"/>, rounded. Default 4/3; more than 0, at most 16.</summary>
    [Range(0.0, 16.0, MinimumIsExclusive = true)]
    public float HiddenFactor { get; init; } = 4f / 3;

    /// <summary>The part of the attention's weights set to zero in training. Default 0.2; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float AttentionDropout { get; init; } = 0.2f;

    /// <summary>The part of the units within the second part of a block set to zero in training. Default 0.1; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float HiddenDropout { get; init; } = 0.1f;

    /// <summary>The part of what either part of a block adds set to zero in training. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float ResidualDropout { get; init; }

    internal int HiddenSize => Math.Max(1, (int)MathF.Round(Width * HiddenFactor));

    internal override bool TakesColumns => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is an image, a sequence or a text, or no vector.</exception>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        CheckInput(input);
        List<Layer> layers = [new FeatureTokenizer(Network.EncoderName, input, Width, parameters)];
        for (int i = 0; i < Blocks; i++)
        {
            layers.Add(new TabularTransformerBlock(string.Create(CultureInfo.InvariantCulture, $"blocks.{i}"), this, isFirst: i == 0, isLast: i == Blocks - 1, parameters));
        }

        layers.Add(new LayerNormalization("output.normalization", [Width], parameters));
        layers.Add(new ActivationLayer("output.activation", Activation.Relu));
        layers.Add(new Linear("output.linear", Width, output.Size, parameters));
        return new SequentialModule("", layers);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public override void Validate()
    {
        base.Validate();
        if (Width % Heads != 0)
        {
            throw new ArgumentException($"Width is {Width} and Heads is {Heads}; expected a width that is a multiple of the heads, such as {checked((Width / Heads) + 1) * Heads}.");
        }
    }

    private void CheckInput(InputDescription input)
    {
        // A vector without columns fails where it is no vector.
        if (VectorLength(input) == 0)
        {
            throw new ArgumentException($"{nameof(TabularTransformer)} takes rows of at least one number or category; found {input.Shape}.", nameof(input));
        }

        if (input.Columns.FirstOrDefault(column => column is not (NumberColumn or CategoryColumn)) is { } other)
        {
            throw new ArgumentException(
                $"{nameof(TabularTransformer)} takes rows of numbers and categories; '{other.Name}' is of type {other.GetType().Name}. Use an architecture for images or for sequences.", nameof(input));
        }
    }
}
