namespace MLExtensions.Networks;

/// <summary>What an epoch, or a part of it, came to.</summary>
internal enum EpochOutcome
{
    Done,
    Cancelled,
    Diverged,
}
