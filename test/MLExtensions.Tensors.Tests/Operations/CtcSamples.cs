using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>CTC, with few labels so that some repeat.</summary>
internal sealed class CtcSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            foreach (int blank in new[] { 0, 2 })
            {
                var operation = new ConnectionistTemporalClassification { Reduction = reduction, Blank = blank, ZeroInfinity = true };
                yield return Create(random, operation, random.Next(1, 8), random.Next(1, 5), 4, 3, weighted: blank == 2);
            }
        }

        yield return Create(random, new ConnectionistTemporalClassification { ZeroInfinity = true }, 5, 3, 2, 0, weighted: false);
        yield return Create(random, new ConnectionistTemporalClassification(), 4, 0, 3, 2, weighted: true);
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return Create(random, new ConnectionistTemporalClassification { ZeroInfinity = true }, 101, 37, 31, 17, weighted: true);
    }

    private static OperationSample Create(
        Random random, ConnectionistTemporalClassification operation, int time, int batch, int classes, int longest, bool weighted)
    {
        int[] labels = [.. Enumerable.Range(0, batch * longest).Select(_ => (operation.Blank + random.Next(1, classes)) % classes)];
        SampleInput[] inputs =
        [
            SampleInput.Uniform(random, [time, batch, classes], -2, 2),
            SampleInput.Of([batch, longest], labels),
            SampleInput.Of([batch], [.. Enumerable.Range(0, batch).Select(_ => random.Next(Math.Min(time, longest), time + 1))]),
            SampleInput.Indices(random, [batch], longest + 1),
        ];
        return new OperationSample(operation, weighted ? [.. inputs, SampleInput.Uniform(random, [batch], 0.1f, 2)] : inputs);
    }
}
