namespace MLExtensions.AutoML;

/// <summary>How a trial ended.</summary>
/// <param name="TrialId">Its number.</param>
/// <param name="Status">How.</param>
/// <param name="Reason">Why it has no metric; null where it has one.</param>
internal sealed record TrialEnd(int TrialId, TrialStatus Status, string? Reason);
