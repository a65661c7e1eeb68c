namespace Microsoft.ML.Trainers;

/// <summary>A row's loss for the linear functions' values, which its derivatives take the place of.</summary>
internal delegate double RowLoss(Span<double> scores, float label);
