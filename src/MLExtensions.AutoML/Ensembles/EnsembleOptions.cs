using System.Runtime.CompilerServices;

namespace MLExtensions.AutoML;

/// <summary>
/// How an ensemble is chosen from the trials of a search: R. Caruana, A. Niculescu-Mizil, G. Crew and A. Ksikes, "Ensemble selection from libraries of models", 2004. From the best trials on, the
/// trial whose addition makes the ensemble's metric best is added, again and again; a trial may be added several times, and its weight is how often it was.
/// </summary>
public sealed record EnsembleOptions
{
    private readonly int _candidates = 50;
    private readonly int _initialMembers = 5;
    private readonly int _rounds = 50;
    private readonly int _bags = 1;
    private readonly double _bagFraction = 0.5;

    /// <summary>Of how many trials, the best by their own metric, the ensemble is chosen. Default 50, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Candidates
    {
        get => _candidates;
        init => _candidates = AtLeastOne(value);
    }

    /// <summary>The ensemble starts with so many of the best trials or with fewer, whichever is best: a start with several guards against overfitting. Default 5, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int InitialMembers
    {
        get => _initialMembers;
        init => _initialMembers = AtLeastOne(value);
    }

    /// <summary>Members at most, a trial counted as often as it was added. Default 50, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Rounds
    {
        get => _rounds;
        init => _rounds = AtLeastOne(value);
    }

    /// <summary>
    /// How often an ensemble is chosen, each time of other trials drawn at random, and the mean of all taken: guards against overfitting where there are many trials and few rows. Default 1, 1 or more; 1 chooses once
    /// of all, and only then is the ensemble's metric never below the best trial's on the rows that it was chosen by. The paper has 20.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Bags
    {
        get => _bags;
        init => _bags = AtLeastOne(value);
    }

    /// <summary>The share of the candidates that is drawn for each of several <see cref="Bags"/>; of one it has no meaning. Default 0.5, above 0 and at most 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double BagFraction
    {
        get => _bagFraction;
        init => _bagFraction = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(BagFraction), value, $"{nameof(BagFraction)} is {value}; expected a number above 0 and at most 1.");
    }

    /// <summary>Of the draws for <see cref="Bags"/>. Default 0.</summary>
    public int Seed { get; init; }

    private static int AtLeastOne(int value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; expected 1 or more.");
}
