using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>
/// Successive halving: many networks are trained for a few epochs, the best of them for <see cref="Eta"/> times as many, the best of those for more again, so that most of the time
/// goes to networks that are worth it (Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016).
/// </summary>
/// <remarks>
/// Trials come in brackets of <see cref="Trials"/>. All of a bracket's networks are trained for <see cref="MinimumEpochs"/> epochs, the first rung; the best part of 1/<see cref="Eta"/>,
/// at least one, goes on from its checkpoints to <see cref="Eta"/> times as many epochs, and so on; in the last rung a network is trained to its own end. The decision is made when all
/// networks of a rung are done, so that it is the same for any number of parallel trials; meanwhile the next bracket's trials use the time.
/// <para>
/// Networks are compared with networks of the same rung. A pipeline without epochs, one with several networks in a row, and a network that ends before its rung does, is trained whole in its first rung; nothing is left to
/// be decided about it, and it takes no network's place. A network that is not promoted is <see cref="TrialStatus.Pruned"/>, and keeps its last rung's metric and model.
/// </para>
/// </remarks>
public sealed record SuccessiveHalvingOptions
{
    /// <summary>One of so many networks is promoted, and so many times as many epochs are behind it at the next decision. Default 3; 2 to 100.</summary>
    [Range(2, 100)]
    public int Eta { get; init; } = 3;

    /// <summary>Epochs in the first rung. Default 3; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumEpochs { get; init; } = 3;

    /// <summary>Trials in a bracket: the first rung's. Default 9; 2 to 10,000.</summary>
    [Range(2, 10_000)]
    public int Trials { get; init; } = 9;

    /// <summary>Rungs, the last one included, in which networks are trained to their own end. Null, the default, is as many as leave one network: with 9 trials and an eta of 3, 3. 2 to 30.</summary>
    [Range(2, 30)]
    public int? Rungs { get; init; }

    internal int RungCount
    {
        get
        {
            if (Rungs is { } given)
            {
                return given;
            }

            int rungs = 1;
            for (int left = Trials; left > 1; left = Math.Max(1, left / Eta))
            {
                rungs++;
            }

            return rungs;
        }
    }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate() => OptionRanges.Check(this);

    /// <summary>Epochs after which the networks of a rung pause; null in the last one.</summary>
    internal int? PauseAfter(int rung)
    {
        if (rung >= RungCount - 1)
        {
            return null;
        }

        double epochs = MinimumEpochs * Math.Pow(Eta, rung);
        return epochs < int.MaxValue ? (int)epochs : int.MaxValue;
    }

    /// <summary>How many of the networks that paused in a rung go on.</summary>
    internal int Promoted(int paused) => Math.Max(1, paused / Eta);
}
