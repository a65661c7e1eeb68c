using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <param name="Features">A copy that nothing else writes to.</param>
/// <param name="Label">The number to predict; of two classes 0 or 1, of more the class counted from 0.</param>
internal sealed record TrainingRow(VBuffer<float> Features, float Label, double Weight);
