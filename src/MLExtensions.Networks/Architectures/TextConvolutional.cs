using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>A convolutional network over texts and other sequences: filters of several widths, of each its largest value anywhere in the row, and a linear layer on those.</summary>
/// <remarks>
/// z = relu(max over time of W_w * x + b_w) for each width w, y = linear(dropout(z)): whether a phrase occurs, wherever it does. It is by far the fastest of the networks for texts. Rows are a
/// <see cref="TokenColumn"/>, whose tokens are embedded, a <see cref="SequenceColumn"/>, or of shape [time, features]; each number of a vector is a step of one feature. Rows may be shorter than a
/// filter. Kim, "Convolutional Neural Networks for Sentence Classification", 2014, CNN-rand: new vectors of tokens are uniform on ±0.25, as there; there is no bound on the norm of weights.
/// Parameters are named embedding.weight `[tokens, embedding]`, convolutions.0.weight `[channels, embedding, width]`, convolutions.0.bias, ..., one for each width, and head.weight
/// `[outputs, widths * channels]`, head.bias.
/// </remarks>
/// <example><code>new TextConvolutional { EmbeddingSize = 128, Widths = [2, 3, 4] }</code></example>
public sealed record TextConvolutional : Architecture
{
    private static readonly RangeAttribute s_counts = new(1, 100), s_widths = new(1, 1000);

    private readonly IntegerList _widths = new([3, 4, 5]);

    /// <summary>How long the vector of a token is, where rows are tokens. Default 300; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int EmbeddingSize { get; init; } = 300;

    /// <summary>Steps that the filters see, each width for filters of its own. Default [3, 4, 5]; 1 to 100 widths of 1 to 1,000 steps.</summary>
    public IReadOnlyList<int> Widths
    {
        get => _widths;
        init => _widths = new IntegerList(value);
    }

    /// <summary>Filters of each width. Default 100; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int Channels { get; init; } = 100;

    /// <summary>The part of what goes into the last linear layer set to zero in training. Default 0.5; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; } = 0.5f;

    internal override bool TakesColumns => true;

    internal override bool TakesSequences => true;

    /// <inheritdoc/>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        SequenceStem stem = SequenceStem.Create(input, EmbeddingSize, parameters, nameof(TextConvolutional), Initialization.Uniform(0.25f));
        var layers = new List<Layer> { new MaxOverTimeConvolutions("convolutions", stem.Features, Channels, _widths, parameters) };
        if (Dropout > 0)
        {
            layers.Add(new Dropout("dropout", Dropout));
        }

        layers.Add(new Linear("head", checked(Channels * _widths.Count), output.Size, parameters));
        return new SequenceModule(stem, layers);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRanges.CheckList(nameof(Widths), _widths, s_counts, s_widths);
    }

    /// <summary>One line, such as "TextConvolutional { EmbeddingSize = 300, Widths = [3, 4, 5], Channels = 100, Dropout = 0.5 }".</summary>
    public override string ToString() => FormattableString.Invariant(
        $"TextConvolutional {{ EmbeddingSize = {EmbeddingSize}, Widths = {_widths}, Channels = {Channels}, Dropout = {Dropout} }}");
}
