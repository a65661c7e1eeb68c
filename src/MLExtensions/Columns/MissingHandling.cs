namespace MLExtensions.Columns;

/// <summary>What a fitted network does with a missing value of a column.</summary>
internal enum MissingHandling
{
    /// <summary>It has not learnt what that means: the row has no score.</summary>
    Refuse,

    /// <summary>It has an input of its own that says so.</summary>
    Indicate,

    /// <summary>It counts as the mean, or of categories as an unseen one.</summary>
    Replace,
}
