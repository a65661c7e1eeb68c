using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Losses, with and without row weights.</summary>
internal sealed class LossSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (int rows in new[] { 1, Length(random) + 1, 17 })
        {
            SampleInput weights = SampleInput.Uniform(random, [rows], 0.1f, 2);
            SampleInput logits = SampleInput.Uniform(random, [rows, 5], -2, 2), classes = SampleInput.Indices(random, [rows], 5);
            yield return new OperationSample(new CrossEntropy(), logits, classes);
            yield return new OperationSample(new CrossEntropy(), logits, classes, weights);
            foreach (Operation operation in new Operation[] { new BinaryCrossEntropyWithLogits(), new MeanSquaredError() })
            {
                SampleInput predictions = SampleInput.Uniform(random, [rows, 3], -2, 2), targets = SampleInput.Uniform(random, [rows, 3], 0, 1);
                yield return new OperationSample(operation, predictions, targets);
                yield return new OperationSample(operation, predictions, targets, weights);
            }
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        const int Rows = 20_011;
        SampleInput weights = SampleInput.Uniform(random, [Rows], 0, 2);
        yield return new OperationSample(new CrossEntropy(), SampleInput.Uniform(random, [Rows, 7]), SampleInput.Indices(random, [Rows], 7), weights);
        foreach (Operation operation in new Operation[] { new BinaryCrossEntropyWithLogits(), new MeanSquaredError() })
        {
            yield return new OperationSample(operation, SampleInput.Uniform(random, [Rows, 5]), SampleInput.Uniform(random, [Rows, 5], 0, 1), weights);
        }
    }
}
