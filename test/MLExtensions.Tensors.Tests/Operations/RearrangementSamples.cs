using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Reshape, transpose, concatenate, slice.</summary>
internal sealed class RearrangementSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        int a = Length(random), b = Length(random), c = Length(random);
        foreach (AxisList axes in new AxisList[] { [-1], [0, -1], [0, 0, 1, -1], [a * b, c], [-1, 0] })
        {
            yield return new OperationSample(new Reshape { Axes = axes }, SampleInput.Uniform(random, axes == [-1, 0] ? [a, b] : [a, b, c]));
        }

        yield return new OperationSample(new Reshape { Axes = [] }, SampleInput.Uniform(random, [1, 1]));
        yield return new OperationSample(new Reshape { Axes = [0, -1] }, SampleInput.Uniform(random, [0, 3, 4]));
        yield return new OperationSample(new Reshape { ElementType = ElementType.Int32 }, SampleInput.Indices(random, [2, 3], 9));

        foreach (AxisList axes in new AxisList[] { [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            yield return new OperationSample(new Transpose { Axes = axes }, SampleInput.Uniform(random, [a, b, c]));
        }

        yield return new OperationSample(new Transpose(), SampleInput.Uniform(random, [37, 5]));
        yield return new OperationSample(new Transpose(), SampleInput.Uniform(random, [0, 5]));
        yield return new OperationSample(new Transpose { Axes = [] }, SampleInput.Uniform(random, []));
        yield return new OperationSample(new Transpose { Axes = [7, 5, 3, 1, 6, 4, 2, 0] }, SampleInput.Uniform(random, [2, 1, 3, 2, 2, 1, 2, 2]));
        yield return new OperationSample(new Transpose { ElementType = ElementType.Int32 }, SampleInput.Indices(random, [2, 3], 9));

        foreach (int axis in new[] { 0, 1, 2, -1, -3 })
        {
            Shape shape = [a, b, c];
            int position = axis < 0 ? axis + 3 : axis;
            yield return new OperationSample(
                new Concatenate { Axis = axis },
                SampleInput.Uniform(random, shape.With(position, Length(random))),
                SampleInput.Uniform(random, shape.With(position, 0)),
                SampleInput.Uniform(random, shape.With(position, Length(random))));
            yield return new OperationSample(
                new Slice { Axis = axis, Start = 1, Length = random.Next(3), Step = 2 }, SampleInput.Uniform(random, shape.With(position, 5)));
            yield return new OperationSample(new Slice { Axis = axis, Start = -2 }, SampleInput.Uniform(random, shape.With(position, 3)));
        }

        yield return new OperationSample(new Concatenate(), SampleInput.Uniform(random, [3]));
        yield return new OperationSample(
            new Concatenate { ElementType = ElementType.Int32 }, SampleInput.Indices(random, [2, 3], 9), SampleInput.Indices(random, [2, 1], 9));
        yield return new OperationSample(new Slice { Axis = 0, Start = 3, ElementType = ElementType.Int32 }, SampleInput.Indices(random, [3, 2], 9));
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return new OperationSample(new Reshape { Axes = [0, -1] }, SampleInput.Uniform(random, [317, 11, 29]));
        yield return new OperationSample(new Transpose(), SampleInput.Uniform(random, [331, 317]));
        yield return new OperationSample(new Transpose { Axes = [0, 2, 1, 3] }, SampleInput.Uniform(random, [13, 37, 11, 23]));
        yield return new OperationSample(new Transpose { Axes = [2, 0, 3, 1] }, SampleInput.Uniform(random, [13, 37, 11, 23]));
        yield return new OperationSample(
            new Concatenate { Axis = 1 }, SampleInput.Uniform(random, [13, 307, 23]), SampleInput.Uniform(random, [13, 101, 23]));
        yield return new OperationSample(new Slice { Axis = 1, Start = 7, Length = 150, Step = 2 }, SampleInput.Uniform(random, [13, 317, 41]));
    }
}
