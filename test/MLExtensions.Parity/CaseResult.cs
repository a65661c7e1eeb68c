namespace MLExtensions.Parity;

/// <summary>What became of a case.</summary>
/// <param name="Message">What is wrong, or why it was skipped; null where it passed.</param>
/// <param name="Skipped">Whether it was not run.</param>
internal readonly record struct CaseResult(string? Message, bool Skipped = false);
