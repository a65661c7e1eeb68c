using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Softmax and its logarithm, and gates.</summary>
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

        foreach (int axis in new[] { 0, 1, -2 })
        {
            Shape shape = [Length(random), 4, Length(random)];
            yield return new OperationSample(new Softmax { Axis = axis }, SampleInput.Uniform(random, shape, -3, 3));
            yield return new OperationSample(new LogSoftmax { Axis = axis }, SampleInput.Uniform(random, shape, -3, 3));
            yield return new OperationSample(new Glu { Axis = axis }, SampleInput.Uniform(random, shape.With(axis < 0 ? axis + 3 : axis, 2 * Length(random)), -2, 2));
        }

        yield return new OperationSample(new Softmax { Axis = 0 }, SampleInput.Uniform(random, [3, 0]));
        yield return new OperationSample(new Glu(), SampleInput.Uniform(random, [3, 14], -2, 2));
        yield return new OperationSample(new Glu(), SampleInput.Uniform(random, [0, 4]));
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return new OperationSample(new Softmax(), SampleInput.Uniform(random, [5_003, 31]));
        yield return new OperationSample(new LogSoftmax(), SampleInput.Uniform(random, [5_003, 31]));
        yield return new OperationSample(new Softmax { Axis = 1 }, SampleInput.Uniform(random, [53, 31, 101]));
        yield return new OperationSample(new LogSoftmax { Axis = 0 }, SampleInput.Uniform(random, [331, 503]));
        yield return new OperationSample(new Glu { Axis = 1 }, SampleInput.Uniform(random, [53, 62, 101]));
    }
}
