using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Embedding, selection by indices, padding.</summary>
internal sealed class IndexingSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        int count = Length(random), dimension = Length(random);
        foreach (int? padding in new int?[] { null, 0, -1 })
        {
            // No index is the padding's: its row has a slope, and gets no gradient.
            Embedding embedding = new() { PaddingIndex = padding };
            SampleInput indices = SampleInput.Of([2, 3], [.. Enumerable.Range(0, 6).Select(i => padding is null ? random.Next(count) : 1 + i % 2)]);
            yield return new OperationSample(embedding, indices, SampleInput.Uniform(random, padding is null ? [count, dimension] : [4, dimension]));
        }

        yield return new OperationSample(new Embedding(), SampleInput.Indices(random, [0, 3], 1), SampleInput.Uniform(random, [2, 3]));
        yield return new OperationSample(new Embedding(), SampleInput.Indices(random, [], 2), SampleInput.Uniform(random, [2, 3]));

        foreach (int axis in new[] { 0, 1, 2, -1 })
        {
            Shape shape = [Length(random), Length(random), Length(random)];
            int position = axis < 0 ? axis + 3 : axis;
            yield return new OperationSample(
                new IndexSelect { Axis = axis }, SampleInput.Uniform(random, shape), SampleInput.Indices(random, [Length(random)], shape[position]));
            yield return new OperationSample(
                new Gather { Axis = axis }, SampleInput.Uniform(random, shape), SampleInput.Indices(random, shape.With(position, Length(random)), shape[position]));
            yield return new OperationSample(
                new Gather { Axis = axis }, SampleInput.Uniform(random, [3, 4, 5]), SampleInput.Indices(random, [1, 2, 3], 3));
        }

        yield return new OperationSample(new IndexSelect(), SampleInput.Uniform(random, [3, 2]), SampleInput.Indices(random, [0], 1));
        yield return new OperationSample(new Gather(), SampleInput.Uniform(random, [3, 2]), SampleInput.Indices(random, [3, 0], 1));

        foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
        {
            yield return new OperationSample(new Pad { Mode = mode, Before = [2], Value = 0.5f }, SampleInput.Uniform(random, [Length(random), 5]));
            yield return new OperationSample(new Pad { Mode = mode, Before = [1, 0, 3], After = [2, 1] }, SampleInput.Uniform(random, [2, 2, 3, 4]));
            yield return new OperationSample(new Pad { Mode = mode, After = [1, 0] }, SampleInput.Uniform(random, [3, Length(random)]));
            yield return new OperationSample(new Pad { Mode = mode }, SampleInput.Uniform(random, [3, 2]));
            yield return new OperationSample(new Pad { Mode = mode, Before = [1] }, SampleInput.Uniform(random, [0, 3]));
        }

        yield return new OperationSample(new Pad { Before = [1], After = [1] }, SampleInput.Uniform(random, [2, 0]));
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return new OperationSample(new Embedding(), SampleInput.Indices(random, [97, 31], 503), SampleInput.Uniform(random, [503, 67]));
        yield return new OperationSample(new IndexSelect { Axis = 1 }, SampleInput.Uniform(random, [53, 101, 23]), SampleInput.Indices(random, [211], 101));
        yield return new OperationSample(new Gather { Axis = 1 }, SampleInput.Uniform(random, [53, 101, 23]), SampleInput.Indices(random, [53, 97, 23], 101));
        yield return new OperationSample(
            new Pad { Mode = PaddingMode.Reflect, Before = [7, 5], After = [2, 3] }, SampleInput.Uniform(random, [23, 61, 71]));
        yield return new OperationSample(new Pad { Before = [7, 5], After = [2, 3], Value = 2 }, SampleInput.Uniform(random, [23, 61, 71]));
    }
}
