namespace MLExtensions.Scoring;

/// <summary>Makes score columns again from what a model file says of them.</summary>
internal static class ScoreColumnsFactory
{
    /// <summary>The score columns whose properties are these; <see cref="ScoreColumns"/> and <see cref="MulticlassScoreColumns"/> have them.</summary>
    /// <param name="kind"><see cref="ScoreColumns.Kind"/>.</param>
    /// <param name="vectorSize"><see cref="ScoreColumns.VectorSize"/>.</param>
    /// <param name="slotNames"><see cref="ScoreColumns.SlotNames"/>.</param>
    /// <param name="hasStandardDeviation"><see cref="ScoreColumns.HasStandardDeviation"/>.</param>
    /// <param name="labelValues"><see cref="MulticlassScoreColumns.LabelValues"/>.</param>
    /// <exception cref="InvalidDataException">They contradict each other, or the kind is unknown.</exception>
    public static ScoreColumns Create(
        string kind, int? vectorSize = null, string[]? slotNames = null, bool hasStandardDeviation = false, LabelValues? labelValues = null)
    {
        if (slotNames is not null && (slotNames.Length != vectorSize || slotNames.Contains(null)))
        {
            throw new InvalidDataException(
                $"The description of the columns names {slotNames.Count(name => name is not null)} slots for {vectorSize ?? 0} values.");
        }

        if (labelValues is not null && (kind != TaskKinds.Multiclass || labelValues.Count != vectorSize))
        {
            throw new InvalidDataException(
                $"The description of the columns has {labelValues.Count} label values for the task '{kind}' with {vectorSize ?? 0} values.");
        }

        return (kind, vectorSize, slotNames is not null, hasStandardDeviation) switch
        {
            (TaskKinds.Binary, null, false, false) => new BinaryScoreColumns(),
            (TaskKinds.Binary, >= 1, _, false) => new MultiLabelScoreColumns(vectorSize.Value, slotNames),
            (TaskKinds.Multiclass, >= 2, false, false) => new MulticlassScoreColumns(vectorSize.Value, labelValues),
            (TaskKinds.Regression, null, false, _) => new RegressionScoreColumns(hasStandardDeviation),
            (TaskKinds.MultiOutputRegression, >= 1 and <= int.MaxValue / 2, _, _) =>
                new MultiOutputScoreColumns(vectorSize.Value, slotNames, hasStandardDeviation),
            (TaskKinds.Ranking, null, false, false) => new RankingScoreColumns(),
            _ => throw new InvalidDataException(
                $"The description of the columns names the task '{kind}' with {(vectorSize is { } size ? $"{size} values" : "one value")}{(hasStandardDeviation ? " and standard deviations" : "")}, which this version does not know."),
        };
    }
}
