namespace MLExtensions.AutoML;

/// <summary>A trial that an ensemble can be made of.</summary>
/// <param name="Index">Its place in the library.</param>
/// <param name="Scores">Its probabilities or numbers, <c>[rows, outputs]</c>.</param>
/// <param name="Sigmoid">What made probabilities of its raw scores; null where they were.</param>
/// <param name="Metric">Its metric alone.</param>
internal sealed record SelectionCandidate(int Index, float[] Scores, ProbabilitySigmoid? Sigmoid, double Metric);
