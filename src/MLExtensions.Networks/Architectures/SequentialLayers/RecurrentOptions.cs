using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Recurrent layers over sequences `[time, features]`. See <see cref="Rnn"/>, <see cref="Gru"/> and <see cref="Lstm"/>.</summary>
public sealed record RecurrentOptions : LayerOptions
{
    /// <summary>What is computed at each step. Default <see cref="RecurrentCell.Gru"/>.</summary>
    public RecurrentCell Cell { get; init; } = RecurrentCell.Gru;

    /// <summary>Units of each direction. Default 128; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int HiddenSize { get; init; } = 128;

    /// <summary>How many are on top of each other. Default 1; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Layers { get; init; } = 1;

    /// <summary>Whether each also reads the rows from their ends, which doubles the features. Default false.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>The part of a layer's outputs set to zero in training before the next of <see cref="Layers"/>. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; }

    /// <summary>Whether only what each direction ends with goes on, a vector, instead of all steps. Default false.</summary>
    public bool FinalState { get; init; }

    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2);
        RecurrentLayer layer = Cell switch
        {
            RecurrentCell.Rnn => new Rnn(name, input[1], HiddenSize, parameters, Layers, Bidirectional, Dropout),
            RecurrentCell.Lstm => new Lstm(name, input[1], HiddenSize, parameters, Layers, Bidirectional, Dropout),
            _ => new Gru(name, input[1], HiddenSize, parameters, Layers, Bidirectional, Dropout),
        };
        return FinalState ? new RecurrentFinalState(layer) : layer;
    }
}
