using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Element-by-element arithmetic and matrix products.</summary>
internal sealed class ArithmeticSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        Shape shape = [Length(random), 3, Length(random)];
        foreach (BroadcastArithmetic operation in Operators)
        {
            bool kinks = operation is Maximum or Minimum;
            foreach ((Shape left, Shape right) in new (Shape, Shape)[]
                { (shape, shape), (shape, [shape[2]]), ([3, 1], shape), (shape, []), ([2, 1, 5], [7, 1]), ([0, 3], [1, 3]), ([1], [0]), ([], []), ([3, 1, 3, 1], [3, 2, 1, 5]) })
            {
                yield return new OperationSample(operation, SampleInput.Uniform(random, left), SampleInput.Uniform(random, right, 0.5f, 2)) { HasKinks = kinks };
            }
        }

        foreach (Activation activation in Enum.GetValues<Activation>().Except([Activation.None]))
        {
            foreach ((Shape left, Shape right) in new (Shape, Shape)[] { (shape, shape), (shape, [shape[2]]), ([3, 1], shape), ([0], [0]) })
            {
                yield return new OperationSample(new Add { Activation = activation }, SampleInput.Uniform(random, left), SampleInput.Uniform(random, right)) { HasKinks = true };
            }
        }

        foreach ((bool left, bool right) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            int m = Length(random), k = Length(random), n = Length(random);
            yield return new OperationSample(
                new MatrixProduct { TransposeLeft = left, TransposeRight = right },
                SampleInput.Uniform(random, left ? [2, k, m] : [2, m, k]),
                SampleInput.Uniform(random, right ? [2, n, k] : [2, k, n]));
            foreach ((int[] leftStack, int[] rightStack) in new (int[], int[])[] { ([3, 2], []), ([], [2]), ([2, 1], [3]), ([3, 1], [1, 2]), ([2], [1]), ([1], [2, 3]) })
            {
                yield return new OperationSample(
                    new MatrixProduct { TransposeLeft = left, TransposeRight = right },
                    SampleInput.Uniform(random, [.. leftStack, left ? k : m, left ? m : k]),
                    SampleInput.Uniform(random, [.. rightStack, right ? n : k, right ? k : n]));
            }

            yield return new OperationSample(
                new MatrixProduct { TransposeLeft = left, TransposeRight = right },
                SampleInput.Uniform(random, left ? [0, 2, 3] : [0, 3, 2]),
                SampleInput.Uniform(random, right ? [5, 2] : [2, 5]));
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        foreach (BroadcastArithmetic operation in Operators)
        {
            yield return new OperationSample(operation, SampleInput.Uniform(random, [100_003]), SampleInput.Uniform(random, [100_003]));
            yield return new OperationSample(operation, SampleInput.Uniform(random, [1_009, 101]), SampleInput.Uniform(random, [101]));
            yield return new OperationSample(operation, SampleInput.Uniform(random, [53, 1, 71]), SampleInput.Uniform(random, [31, 1]));
        }

        foreach (Activation activation in new[] { Activation.Relu, Activation.Gelu })
        {
            yield return new OperationSample(new Add { Activation = activation }, SampleInput.Uniform(random, [100_003]), SampleInput.Uniform(random, [100_003]));
            yield return new OperationSample(new Add { Activation = activation }, SampleInput.Uniform(random, [1_009, 101]), SampleInput.Uniform(random, [101]));
        }

        yield return new OperationSample(new MatrixProduct(), SampleInput.Uniform(random, [17, 61, 67]), SampleInput.Uniform(random, [17, 67, 71]));
        yield return new OperationSample(new MatrixProduct(), SampleInput.Uniform(random, [17, 61, 67]), SampleInput.Uniform(random, [67, 71]));
        yield return new OperationSample(
            new MatrixProduct { TransposeLeft = true }, SampleInput.Uniform(random, [3, 1, 67, 41]), SampleInput.Uniform(random, [11, 67, 71]));
    }

    private static BroadcastArithmetic[] Operators => [new Add(), new Subtract(), new Multiply(), new Divide(), new Maximum(), new Minimum()];
}
