namespace MLExtensions.AutoML;

/// <summary>A dimension counts only for some choices of another one, as the values of a trainer do only where the pipeline has that trainer.</summary>
/// <param name="Dimension">The place of the other dimension in the list; it is before the one that depends on it.</param>
/// <param name="Holds">For each of its choices whether the condition holds.</param>
internal sealed record SearchCondition(int Dimension, IReadOnlyList<bool> Holds);
