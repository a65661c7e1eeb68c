using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Sequences of unequal lengths: what stands in rows, masks, pooling over time.</summary>
internal sealed class SequenceSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        int batch = Length(random), time = Length(random), features = Length(random);
        foreach (SequencePoolingKind kind in Enum.GetValues<SequencePoolingKind>())
        {
            yield return Pooling(random, kind, hasLengths: true, batch, time, features);
            yield return Pooling(random, kind, hasLengths: false, batch, time, features);
            yield return Pooling(random, kind, hasLengths: true, 0, 3, 2);
            yield return Pooling(random, kind, hasLengths: true, 2, 0, 3);
            yield return Pooling(random, kind, hasLengths: true, batch, time, features, stride: 3);
        }

        foreach (int width in new[] { 1, 3, 5 })
        {
            yield return Windows(random, hasLengths: true, batch, time, features, filters: 3, width);
            yield return Windows(random, hasLengths: false, batch, time, features, filters: 11, width);
        }

        yield return Windows(random, hasLengths: true, 0, 3, 2, 2, 2);
        yield return Windows(random, hasLengths: true, 2, 0, 2, 2, 2);
        yield return Windows(random, hasLengths: false, 2, 3, 0, 2, 2);
        yield return Rotary(random, new RotaryPositions(), batch, time, 24, head: 12);
        yield return Rotary(random, new RotaryPositions { Columns = 16 }, batch, time, 19, head: 8);
        yield return Rotary(random, new RotaryPositions(), batch, time, 10, head: 2);
        yield return Rotary(random, new RotaryPositions(), 0, 3, 4, head: 4);
        yield return Rotary(random, new RotaryPositions { Columns = 0 }, 2, 3, 4, head: 4);
        yield return Indices(random, new RowIndices { Start = 2, Length = features, Count = 9 }, batch, features + 3);
        yield return Indices(random, new RowIndices { Count = 5 }, batch, 2);
        yield return Indices(random, new RowIndices { Count = 5 }, 0, 1);
        yield return new OperationSample(new PaddingMask { Steps = time }, SampleInput.Indices(random, [batch], time + 1));
        yield return new OperationSample(new PaddingMask { Steps = time, Leading = 2 }, SampleInput.Indices(random, [batch], time + 1));
        yield return new OperationSample(new PaddingMask { Steps = 0 }, SampleInput.Indices(random, [0], 1));
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        foreach (SequencePoolingKind kind in Enum.GetValues<SequencePoolingKind>())
        {
            yield return Pooling(random, kind, hasLengths: true, 41, 131, 67);
        }

        yield return Windows(random, hasLengths: true, 31, 41, 67, 53, 4);
        yield return Windows(random, hasLengths: false, 257, 61, 89, 7, 3);
        yield return Rotary(random, new RotaryPositions { Columns = 96 }, 17, 61, 144, head: 24);
        yield return Indices(random, new RowIndices { Start = 1, Length = 1009, Count = 503 }, 211, 1010);
        yield return new OperationSample(new PaddingMask { Steps = 1009, Leading = 1 }, SampleInput.Indices(random, [211], 1010));
    }

    private static OperationSample Pooling(Random random, SequencePoolingKind kind, bool hasLengths, int batch, int time, int features, int stride = 1)
    {
        var operation = new SequencePooling { Kind = kind, HasLengths = hasLengths, Stride = stride };
        SampleInput x = SampleInput.Distinct(random, [batch, time, features]);
        return hasLengths ? new OperationSample(operation, x, SampleInput.Indices(random, [batch], (time * stride) + 1)) : new OperationSample(operation, x);
    }

    private static OperationSample Windows(Random random, bool hasLengths, int batch, int time, int features, int filters, int width)
    {
        var operation = new MaxOverTimeConvolution { HasLengths = hasLengths };
        SampleInput x = SampleInput.Uniform(random, [batch, time, features], -3, 3), weight = SampleInput.Uniform(random, [filters, features, width]), bias = SampleInput.Uniform(random, [filters]);
        return (hasLengths ? new OperationSample(operation, x, weight, bias, SampleInput.Indices(random, [batch], time + 1)) : new OperationSample(operation, x, weight, bias)) with { HasKinks = true };
    }

    private static OperationSample Rotary(Random random, RotaryPositions operation, int batch, int time, int columns, int head) =>
        new(operation, SampleInput.Uniform(random, [batch, time, columns]), SampleInput.Uniform(random, [time + 1, head]));

    private static OperationSample Indices(Random random, RowIndices operation, int batch, int row) =>
        new(operation, SampleInput.Of([batch, row], [.. Enumerable.Range(0, batch * row).Select(_ => (float)random.Next(operation.Count))]));
}
