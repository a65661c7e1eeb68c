namespace Microsoft.ML.Trainers;

/// <param name="L2">Lambda, the weight of half the squared norm.</param>
/// <param name="L1">The soft threshold: the weight of the L1 norm, in units of lambda.</param>
/// <param name="Tolerance">Training ends when the duality gap is below this part of the loss.</param>
/// <param name="BiasLearningRate">Zero regularizes the biases like weights.</param>
internal sealed record SdcaSettings(
    double L2, double L1, int MaximumIterations, int CheckFrequency, double Tolerance, bool Shuffle, double BiasLearningRate);
