namespace MLExtensions.AutoML;

/// <summary>What a trial is to try.</summary>
/// <param name="TrialId">Its number.</param>
/// <param name="Pipeline">The estimators' names.</param>
/// <param name="Parameter">The values, as JSON of the pipeline's parameter.</param>
internal sealed record TrialProposal(int TrialId, string Pipeline, string Parameter);
