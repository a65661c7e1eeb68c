namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>A user's words as a sentence that others follow.</summary>
internal static class Sentence
{
    /// <summary>"Of the best trial. " of "the best trial"; empty of null.</summary>
    public static string Of(string? model) => string.IsNullOrWhiteSpace(model) ? "" : $"Of {model.Trim().TrimEnd('.')}. ";
}
