using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Softmax and its logarithm.</summary>
internal sealed class SoftmaxSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (Operation operation in new Operation[] { new Softmax(), new LogSoftmax() })
        {
            yield return new OperationSample(operation, SampleInput.Uniform(random, [Length(random), Length(random)], -3, 3));
            yield return new OperationSample(operation, SampleInput.Uniform(random, [2, 3, 17], -3, 3));
            yield return new OperationSample(operation, SampleInput.Uniform(random, [0, 3]));
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return new OperationSample(new Softmax(), SampleInput.Uniform(random, [5_003, 31]));
        yield return new OperationSample(new LogSoftmax(), SampleInput.Uniform(random, [5_003, 31]));
    }
}
