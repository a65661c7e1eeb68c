namespace MLExtensions.AutoML;

/// <summary>What a <see cref="SearchUpdate"/> is about.</summary>
public enum SearchEvent
{
    /// <summary>The search began, or went on where it had been interrupted.</summary>
    SearchStarted,

    /// <summary>A trial began, or goes on with more epochs.</summary>
    TrialStarted,

    /// <summary>A network of a trial completed an epoch.</summary>
    TrialEpoch,

    /// <summary>A trial was trained for a rung's epochs and waits for the decision on whether it goes on.</summary>
    TrialPaused,

    /// <summary>A trial ended, one way or another.</summary>
    TrialEnded,

    /// <summary>The search ended.</summary>
    SearchEnded,
}
