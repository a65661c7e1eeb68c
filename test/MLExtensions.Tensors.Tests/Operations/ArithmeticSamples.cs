using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Element-by-element arithmetic and matrix products.</summary>
internal sealed class ArithmeticSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        Shape shape = [Length(random), 3, Length(random)];
        yield return new OperationSample(new Add(), SampleInput.Uniform(random, shape), SampleInput.Uniform(random, shape));
        yield return new OperationSample(new Multiply(), SampleInput.Uniform(random, shape), SampleInput.Uniform(random, shape));
        foreach ((bool left, bool right) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            int m = Length(random), k = Length(random), n = Length(random);
            yield return new OperationSample(
                new MatrixProduct { TransposeLeft = left, TransposeRight = right },
                SampleInput.Uniform(random, left ? [2, k, m] : [2, m, k]),
                SampleInput.Uniform(random, right ? [2, n, k] : [2, k, n]));
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return new OperationSample(new Add(), SampleInput.Uniform(random, [100_003]), SampleInput.Uniform(random, [100_003]));
        yield return new OperationSample(new Multiply(), SampleInput.Uniform(random, [100_003]), SampleInput.Uniform(random, [100_003]));
        yield return new OperationSample(new MatrixProduct(), SampleInput.Uniform(random, [17, 61, 67]), SampleInput.Uniform(random, [17, 67, 71]));
    }
}
