namespace MLExtensions;

/// <summary>How well one of several labels is predicted.</summary>
/// <param name="Name">The label's slot name; its index from 0 where it has none.</param>
/// <param name="Accuracy">Part of the rows in which the label is predicted rightly, present or absent.</param>
/// <param name="Precision">Part of the rows predicted to have the label that have it; 0 where none is predicted to.</param>
/// <param name="Recall">Part of the rows with the label that are predicted to have it; 0 where none has it.</param>
/// <param name="F1">Harmonic mean of precision and recall; 0 where the label is neither present nor predicted in any row.</param>
/// <param name="AreaUnderRocCurve">
/// Chance that a row with the label has a larger score for it than a row without, ties counting half; NaN where all rows have the label, or none.
/// </param>
/// <param name="PositiveCount">Rows with the label.</param>
public sealed record LabelMetrics(
    string Name, double Accuracy, double Precision, double Recall, double F1, double AreaUnderRocCurve, long PositiveCount);
