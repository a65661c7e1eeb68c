using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of every network for rows of a table: how it takes numbers.</summary>
public abstract class SweepableTabularNetwork : SweepableNetwork
{
    /// <summary>
    /// How the network takes numbers. Default <see cref="NumberEncoding.PiecewiseLinear"/>, which is better on most tables, of scalar columns alone unless <see cref="EncodesVectors"/>; swept with
    /// <see cref="NumberEncoding.Standardized"/>.
    /// </summary>
    /// <remarks>Gorishniy, Rubachev, Babenko, "On Embeddings for Numerical Features in Tabular Deep Learning", 2022.</remarks>
    [Choice(new object[] { NumberEncoding.PiecewiseLinear, NumberEncoding.Standardized }, NumberEncoding.PiecewiseLinear)]
    public NumberEncoding NumberEncoding { get; set; } = NumberEncoding.PiecewiseLinear;

    /// <summary>
    /// Whether <see cref="NumberEncoding"/> is for vector columns as well. Default false, which standardises those: they may be pixels, words or one-hot, of which bins would make far too many inputs. True
    /// where a vector stands for columns of a table. Not swept.
    /// </summary>
    public bool EncodesVectors { get; set; }

    /// <summary>Bins of a number that is taken piecewise linearly, at most. Default 64; 2 to 1,024. Not swept.</summary>
    public int MaximumBins { get; set; } = 64;

    /// <inheritdoc/>
    public override NetworkTrainerOptions CreateTrainerOptions()
    {
        NetworkTrainerOptions options = base.CreateTrainerOptions();

        // Null takes scalars piecewise linearly, and standardises vectors.
        options.NumberEncoding = NumberEncoding == NumberEncoding.PiecewiseLinear && !EncodesVectors ? null : NumberEncoding;
        options.MaximumBins = MaximumBins;
        return options;
    }
}
