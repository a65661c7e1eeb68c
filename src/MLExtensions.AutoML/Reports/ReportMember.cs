namespace MLExtensions.AutoML;

/// <summary>A member of a weighted ensemble.</summary>
/// <param name="TrialId">The trial whose models it is.</param>
/// <param name="Weight">Its weight; the weights of an ensemble add up to 1.</param>
public sealed record ReportMember(int TrialId, double Weight);
