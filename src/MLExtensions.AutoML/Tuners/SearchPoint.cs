namespace MLExtensions.AutoML;

/// <summary>A proposal as tuners see it: a place from 0 to 1 for each dimension, and which of them count.</summary>
/// <param name="Places">The places, of dimensions that do not count their defaults.</param>
/// <param name="Active">Which dimensions count.</param>
internal sealed record SearchPoint(double[] Places, bool[] Active);
