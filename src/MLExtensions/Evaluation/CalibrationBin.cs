namespace MLExtensions;

/// <summary>The rows whose confidence is over <paramref name="Lower"/> and at most <paramref name="Upper"/>; the first bin also has those of 0.</summary>
/// <param name="Lower">The bin's lower end.</param>
/// <param name="Upper">The bin's upper end.</param>
/// <param name="Count">Rows in the bin.</param>
/// <param name="MeanConfidence">Mean of the rows' confidence; NaN without rows.</param>
/// <param name="ObservedFrequency">Part of the rows that are as predicted; NaN without rows.</param>
public sealed record CalibrationBin(double Lower, double Upper, long Count, double MeanConfidence, double ObservedFrequency);
