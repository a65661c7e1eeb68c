namespace MLExtensions;

/// <summary>What a network learns of missing values: NaN in a number, the missing key, an empty text. An infinite number is always an error.</summary>
public enum MissingValues
{
    /// <summary>
    /// Each number, and each category column, that has missing values in the training data gets an input that says so; the number itself counts as the mean. A row with a missing
    /// value in a column that had none in training has no score (NaN, or the missing key): the network cannot know what it means.
    /// </summary>
    Indicator,

    /// <summary>A missing number counts as the training data's mean, a missing category as one that was not seen.</summary>
    Mean,

    /// <summary>In training a missing value is an error that names column and row; in scoring the row has no score (NaN, or the missing key).</summary>
    Error,
}
