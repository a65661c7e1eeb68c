namespace MLExtensions.AutoML;

/// <summary>A line of a search's journal. One of its parts is there, besides the time.</summary>
internal sealed record JournalEntry
{
    /// <summary>Seconds since the search began, those of earlier processes included.</summary>
    public double At { get; init; }

    /// <summary>What the search is: the first line.</summary>
    public JournalHead? Head { get; init; }

    /// <summary>A trial was proposed.</summary>
    public TrialProposal? Proposed { get; init; }

    /// <summary>A trial, or a rung of it, has run.</summary>
    public TrialReport? Report { get; init; }

    /// <summary>A trial has ended. Cancelled, or pruned because the search ended, it may end once more when the search goes on.</summary>
    public TrialEnd? Ended { get; init; }
}
