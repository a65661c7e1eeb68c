using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>The columns of a table: numbers encoded, categories looked up.</summary>
internal sealed class ColumnSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        int batch = Length(random), numbers = Length(random);
        int[] all = [.. Enumerable.Range(0, numbers)];
        yield return Numbers(random, batch, numbers, all, [], []);
        yield return Numbers(random, batch, numbers + 3, [.. all.Select(number => number + 2)], [], [0, numbers - 1]);
        yield return Numbers(random, batch, numbers, all, [.. all.Select(_ => Length(random))], all);
        yield return Numbers(random, batch, 9, [1, 2, 0, 8, 5], [0, 0, 3, 17, 0], [1, 2, 4]);
        yield return Numbers(random, batch, 40, [.. Enumerable.Range(3, 37)], [], [.. Enumerable.Range(0, 37)]);
        yield return Numbers(random, 0, 2, [1], [2], []);

        int dimension = Length(random), count = Length(random);
        yield return Categories(random, batch, 5, (2, count, dimension));
        yield return Categories(random, batch, 4, (3, count, 1), (0, 2, dimension), (3, count, 0), (1, 1, 5));
        yield return Categories(random, 0, 1, (0, count, dimension));
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return Numbers(random, 211, 1009, [.. Enumerable.Range(0, 1009)], [], [.. Enumerable.Range(0, 500)]);
        yield return Numbers(random, 1009, 31, [.. Enumerable.Range(0, 31)], [.. Enumerable.Range(0, 31)], [3, 5]);
        yield return Categories(random, 4001, 7, (6, 503, 23), (1, 3, 7), (0, 97, 31));
    }

    private static OperationSample Numbers(Random random, int batch, int row, int[] slots, int[] binCounts, int[] indicators)
    {
        SampleInput x = SampleInput.Uniform(random, [batch, row], -2, 2);
        for (int i = 0; i < x.Values!.Length; i += 5)
        {
            x.Values[i] = float.NaN;
        }

        List<SampleInput> inputs = [x, SampleInput.Uniform(random, [slots.Length]), SampleInput.Uniform(random, [slots.Length], 0.5f, 2)];
        if (binCounts.Sum() is > 0 and int bins)
        {
            inputs.AddRange([SampleInput.Uniform(random, [bins]), SampleInput.Uniform(random, [bins], 0.5f, 2)]);
        }

        return new OperationSample(new EncodeNumbers(slots, binCounts, indicators), [.. inputs]);
    }

    private static OperationSample Categories(Random random, int batch, int row, params (int Slot, int Count, int Dimension)[] tables)
    {
        SampleInput x = SampleInput.Uniform(random, [batch, row]);
        for (int i = 0; i < batch; i++)
        {
            foreach ((int slot, int count, _) in tables)
            {
                x.Values![(i * row) + slot] = random.Next(count);
            }
        }

        return new OperationSample(
            new CategoryEmbeddings { Slots = [.. tables.Select(table => table.Slot)] },
            [x, .. tables.Select(table => SampleInput.Uniform(random, [table.Count, table.Dimension]))]);
    }
}
