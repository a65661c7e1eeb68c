using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>One layer of a <see cref="Sequential"/>: an immutable record of its hyperparameters, which builds it for the rows that come to it.</summary>
/// <remarks>
/// Rows are vectors `[features]`, sequences `[time, features]` or images `[channels, height, width]`; a layer that there is for several of them goes by the number of axes. To write one's own: derive
/// a record, put a <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/> on each number, and register it with <see cref="SequentialLayers.Register{T}"/>.
/// </remarks>
public abstract record LayerOptions
{
    /// <summary>Builds the layer.</summary>
    /// <param name="name">The full name within the network, such as "layers.0"; parameters are named after it.</param>
    /// <param name="input">The shape of a row that comes to it, without the batch.</param>
    /// <param name="parameters">Makes the parameters: drawn at random for a new network, read from the file for a saved one.</param>
    /// <exception cref="ArgumentException">The layer is not for rows of this shape.</exception>
    public abstract Layer Build(string name, Shape input, ParameterSource parameters);

    /// <summary>Throws where a hyperparameter is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is out of its range; the message names it, its value and the range.</exception>
    public virtual void Validate() => OptionRanges.Check(this);

    /// <summary>Whether rows must have more than one axis: true and false decide how the estimators take columns that can be both; null leaves it to the layers that follow.</summary>
    internal virtual bool? TakesAxes => null;

    /// <summary>The layers within this one; empty for most.</summary>
    internal virtual IEnumerable<LayerOptionsList> Parts => [];

    /// <summary>The shape of a row, where it has as many axes as the layer takes.</summary>
    /// <param name="input">The shape of a row.</param>
    /// <param name="ranks">Numbers of axes that the layer takes, 1 to 3.</param>
    private protected static void Require(in Shape input, params ReadOnlySpan<int> ranks)
    {
        if (ranks.Contains(input.Rank) && input.Length > 0)
        {
            return;
        }

        string[] kinds = ["[features]", "[time, features]", "[channels, height, width]"];
        List<string> expected = [];
        foreach (int rank in ranks)
        {
            expected.Add(kinds[rank - 1]);
        }

        string advice = ranks.Contains(1) ? $"{nameof(FlattenOptions)} makes vectors of rows." : $"{nameof(UnflattenOptions)} makes sequences or images of vectors.";
        throw new ArgumentException($"a row has shape {input}; expected {string.Join(" or ", expected)}. {advice}");
    }
}
