using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Functions of one element, and the choice between two.</summary>
internal sealed class ElementSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        Shape shape = [Length(random), 3, Length(random)];
        foreach (UnaryFunction function in Enum.GetValues<UnaryFunction>())
        {
            bool positive = function is UnaryFunction.Log or UnaryFunction.Sqrt or UnaryFunction.Reciprocal;
            yield return new OperationSample(new Unary { Function = function }, SampleInput.Uniform(random, shape, positive ? 0.5f : -2, 2))
            {
                HasKinks = function == UnaryFunction.Absolute,
            };
            yield return new OperationSample(new Unary { Function = function }, SampleInput.Uniform(random, [0, 2]));
        }

        foreach (float exponent in new[] { 2, 3, 0, 1 })
        {
            yield return new OperationSample(new Power { Exponent = exponent }, SampleInput.Uniform(random, shape, -1.5f, 1.5f));
        }

        foreach (float exponent in new[] { 0.5f, -1, -0.3f, 2.5f })
        {
            yield return new OperationSample(new Power { Exponent = exponent }, SampleInput.Uniform(random, shape, 0.6f, 2));
        }

        yield return new OperationSample(new Clamp { Minimum = -0.5f, Maximum = 0.25f }, SampleInput.Uniform(random, shape)) { HasKinks = true };
        yield return new OperationSample(new Clamp { Minimum = 0 }, SampleInput.Uniform(random, shape)) { HasKinks = true };
        yield return new OperationSample(new Clamp(), SampleInput.Uniform(random, shape));

        foreach ((Shape condition, Shape a, Shape b) in new (Shape, Shape, Shape)[]
            { (shape, shape, shape), ([3, 1], shape, []), (shape, [shape[2]], [3, 1]), ([], [2], [3, 1]), ([0, 1], [3], [1]) })
        {
            yield return new OperationSample(new Where(), SampleInput.Indices(random, condition, 2), SampleInput.Uniform(random, a), SampleInput.Uniform(random, b));
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return new OperationSample(new Unary { Function = UnaryFunction.Sin }, SampleInput.Uniform(random, [100_003], -9, 9));
        yield return new OperationSample(new Power { Exponent = 1.5f }, SampleInput.Uniform(random, [50_021], 0, 3));
        yield return new OperationSample(new Clamp { Maximum = 0.5f }, SampleInput.Uniform(random, [50_021]));
        yield return new OperationSample(
            new Where(), SampleInput.Indices(random, [401, 1], 2), SampleInput.Uniform(random, [401, 307]), SampleInput.Uniform(random, [307]));
    }
}
