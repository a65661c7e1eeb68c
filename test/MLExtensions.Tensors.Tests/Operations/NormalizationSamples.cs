using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Batch, layer and group normalisation.</summary>
internal sealed class NormalizationSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        // Few values have a small variance now and then, and then the function bends too much for differences: values far apart, and a large epsilon.
        int channels = Length(random);
        foreach (Shape shape in new Shape[] { [5, channels], [3, channels, 2], [2, 3, 3, channels], [1, 2, 19], [0, 3], [0, 3, 2], [3, 2, 0] })
        {
            foreach (OperationSample sample in Channels(random, shape, 0.5f))
            {
                yield return sample;
            }
        }

        foreach (Shape shape in new Shape[] { [2, 6], [3, 6, 1], [2, 6, 5], [1, 6, 2, 3], [0, 6, 2] })
        {
            foreach (int groups in new[] { 1, 2, 6 })
            {
                foreach (OperationSample sample in Groups(random, shape, groups, 0.5f))
                {
                    yield return sample;
                }
            }
        }

        foreach (Shape shape in new Shape[] { [Length(random), Length(random)], [2, 3, 17], [3, 35], [1, 1, 4], [0, 4], [4, 0] })
        {
            for (int axes = 1; axes < shape.Rank; axes++)
            {
                foreach (OperationSample sample in Layers(random, shape, axes, 0.5f))
                {
                    yield return sample;
                }
            }
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        foreach (Shape shape in new Shape[] { [20_011, 7], [301, 403], [31, 5, 701], [211, 67, 9] })
        {
            foreach (OperationSample sample in Channels(random, shape, 1e-5f))
            {
                yield return sample;
            }
        }

        foreach (OperationSample sample in Groups(random, [29, 6, 701], 2, 1e-5f).Concat(Groups(random, [2001, 66], 6, 1e-5f)))
        {
            yield return sample;
        }

        foreach (OperationSample sample in Layers(random, [20_011, 7], 1, 1e-5f).Concat(Layers(random, [311, 19, 23], 2, 1e-5f)))
        {
            yield return sample;
        }
    }

    private static IEnumerable<OperationSample> Channels(Random random, Shape shape, float epsilon)
    {
        SampleInput x = SampleInput.Uniform(random, shape, -2, 3), weight = SampleInput.Uniform(random, [shape[1]]), bias = SampleInput.Uniform(random, [shape[1]]);
        SampleInput mean = SampleInput.Uniform(random, [shape[1]]), variance = SampleInput.Uniform(random, [shape[1]], 0.2f, 2);
        yield return new OperationSample(new BatchNormalization { Epsilon = epsilon }, x, weight, bias);
        yield return new OperationSample(new BatchNormalization { Epsilon = epsilon, HasAffine = false }, x);
        yield return new OperationSample(new BatchNormalization { Epsilon = epsilon, IsRectified = true }, x, weight, bias) { HasKinks = true };
        yield return new OperationSample(new BatchNormalizationInference { Epsilon = epsilon }, x, weight, bias, mean, variance);
        yield return new OperationSample(new BatchNormalizationInference { Epsilon = epsilon, HasAffine = false }, x, mean, variance);
    }

    private static IEnumerable<OperationSample> Groups(Random random, Shape shape, int groups, float epsilon)
    {
        SampleInput x = SampleInput.Uniform(random, shape, -2, 3), weight = SampleInput.Uniform(random, [shape[1]]), bias = SampleInput.Uniform(random, [shape[1]]);
        yield return new OperationSample(new GroupNormalization { Groups = groups, Epsilon = epsilon }, x, weight, bias);
        yield return new OperationSample(new GroupNormalization { Groups = groups, Epsilon = epsilon, HasAffine = false, HasStatistics = true }, x);
    }

    private static IEnumerable<OperationSample> Layers(Random random, Shape shape, int axes, float epsilon)
    {
        var normalised = Shape.Create(shape.AsSpan()[^axes..]);
        SampleInput x = SampleInput.Uniform(random, shape, -2, 3), weight = SampleInput.Uniform(random, normalised), bias = SampleInput.Uniform(random, normalised);
        yield return new OperationSample(new LayerNormalization { Axes = axes, Epsilon = epsilon }, x, weight, bias);
        yield return new OperationSample(new LayerNormalization { Axes = axes, Epsilon = epsilon, HasBias = false }, x, weight);
        yield return new OperationSample(new LayerNormalization { Axes = axes, Epsilon = epsilon, HasAffine = false }, x);
    }
}
