using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Attention in every packing, with every mask, with dropout.</summary>
internal sealed class AttentionSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (AttentionPacking packing in Enum.GetValues<AttentionPacking>())
        {
            foreach (bool causal in new[] { false, true })
            {
                yield return Sample(random, new Attention { Heads = 1 + random.Next(3), Packing = packing, Causal = causal });
                yield return Sample(random, new Attention { Heads = 2, Packing = packing, Causal = causal, HasKeyPaddingMask = true });
                yield return Sample(random, new Attention { Heads = 2, Packing = packing, Causal = causal, DropoutRate = 0.3f });
                yield return Sample(random, new Attention { Heads = 2, Packing = packing, Causal = causal, HasMask = true });
            }
        }

        yield return Sample(random, new Attention { Heads = 2, HasMask = true, HasKeyPaddingMask = true, DropoutRate = 0.2f }, maskMatrices: 2);
        yield return Sample(random, new Attention { Heads = 2, HasMask = true }, maskMatrices: 4);
        yield return new OperationSample(new Attention(), Uniform(random, [0, 2, 3]), Uniform(random, [0, 1, 3]), Uniform(random, [0, 1, 3]));
        yield return new OperationSample(new Attention(), Uniform(random, [2, 2, 3]), Uniform(random, [2, 0, 3]), Uniform(random, [2, 0, 3]));
        yield return new OperationSample(new Attention { Packing = AttentionPacking.QueryKeyValue }, Uniform(random, [2, 0, 6]));
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        var full = new Attention { Heads = 3, HasMask = true, HasKeyPaddingMask = true, DropoutRate = 0.1f };
        yield return Sample(random, full, batch: 4, targets: 130, sources: 701, width: 17, maskMatrices: 3);
        var causal = new Attention { Heads = 3, Packing = AttentionPacking.QueryKeyValue, Causal = true };
        yield return Sample(random, causal, batch: 5, targets: 259, sources: 259, width: 19);

        // Few heads: the targets of one make groups in the backward run.
        yield return Sample(random, new Attention(), batch: 1, targets: 411, sources: 523, width: 16);
        yield return Sample(random, new Attention { Heads = 2, Packing = AttentionPacking.QueryKeyValue, Causal = true }, batch: 1, targets: 517, sources: 517, width: 9);
        var masked = new Attention { Heads = 3, Packing = AttentionPacking.KeyValue, HasKeyPaddingMask = true, DropoutRate = 0.2f };
        yield return Sample(random, masked, batch: 1, targets: 401, sources: 450, width: 8);
    }

    private static OperationSample Sample(Random random, Attention operation, int maskMatrices = 0) =>
        Sample(random, operation, 2, random.Next(1, 6), random.Next(1, 6), random.Next(1, 4), maskMatrices);

    private static OperationSample Sample(Random random, Attention operation, int batch, int targets, int sources, int width, int maskMatrices = 0)
    {
        int dim = operation.Heads * width;
        List<SampleInput> inputs = operation.Packing switch
        {
            AttentionPacking.Separate => [Uniform(random, [batch, targets, dim]), Uniform(random, [batch, sources, dim]), Uniform(random, [batch, sources, dim])],
            AttentionPacking.KeyValue => [Uniform(random, [batch, targets, dim]), Uniform(random, [batch, sources, 2 * dim])],
            _ => [Uniform(random, [batch, sources = targets, 3 * dim])],
        };
        if (operation.HasKeyPaddingMask)
        {
            inputs.Add(SampleInput.Indices(random, [batch, sources], 2));
        }

        if (operation.HasMask)
        {
            inputs.Add(Uniform(random, maskMatrices == 0 ? [targets, sources] : [maskMatrices, targets, sources]));
        }

        if (operation.DropoutRate > 0)
        {
            inputs.Add(SampleInput.Of([4], [1, 2, 3, 4]));
        }

        return new OperationSample(operation, [.. inputs]);
    }

    private static SampleInput Uniform(Random random, Shape shape) => SampleInput.Uniform(random, shape, -1.5f, 1.5f);
}
