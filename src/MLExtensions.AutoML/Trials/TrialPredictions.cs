namespace MLExtensions.AutoML;

/// <summary>What a trial's models said of rows that they were not trained on, in the rows' order: all rows of all folds, or those of the validation data.</summary>
/// <param name="Labels">The labels, one a row: 0 or 1, the class counted from 0, or the number; not a number where the label is missing.</param>
/// <param name="Outputs">Scores a row: 1, or the number of classes where there are more than two.</param>
/// <param name="Scores">
/// <c>[rows, outputs]</c>: the probability of true, the probabilities of the classes, or the number. Of a binary trainer that gives no probability its raw score; then
/// <paramref name="AreProbabilities"/> is false.
/// </param>
/// <param name="AreProbabilities">Whether the scores of a classification are probabilities; false for regression.</param>
/// <param name="Folds">The fold of each row, counted from 0; non-decreasing.</param>
internal sealed record TrialPredictions(float[] Labels, int Outputs, float[] Scores, bool AreProbabilities, int[] Folds)
{
    public int Rows => Labels.Length;

    /// <summary>
    /// The names of the classes, in the order that labels and scores count them: numbers by size, others by ordinal order. The same for all trials of a search, in whatever order
    /// a fold's pipeline met them. Null where there are no more than two, and for regression.
    /// </summary>
    public IReadOnlyList<string>? Classes { get; init; }
}
