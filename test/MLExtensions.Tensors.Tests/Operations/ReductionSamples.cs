using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Reductions over axes.</summary>
internal sealed class ReductionSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (AxisList axes in new AxisList[] { [], [0], [1], [-1], [0, 2], [1, 3], [2, 1], [0, 1, 2, 3] })
        {
            foreach (AxesReduction reduction in Reductions)
            {
                // The unbiased variance of one element is not a number.
                int least = reduction is Variance ? 2 : 1;
                Shape shape = [2, least + random.Next(4), 3, least + random.Next(6)];
                bool keep = random.Next(2) == 1;
                SampleInput x = reduction is Max or Min ? SampleInput.Distinct(random, shape) : SampleInput.Uniform(random, shape);
                yield return new OperationSample(reduction with { Axes = axes, KeepAxes = keep }, x);
            }
        }

        yield return new OperationSample(new Sum(), SampleInput.Uniform(random, []));
        yield return new OperationSample(new Sum { Axes = [0] }, SampleInput.Uniform(random, [0, 3]));
        yield return new OperationSample(new Sum { Axes = [1] }, SampleInput.Uniform(random, [0, 3]));
        yield return new OperationSample(new Max { Axes = [1] }, SampleInput.Uniform(random, [0, 3]));
        yield return new OperationSample(new Variance { Axes = [0], Correction = 3 }, SampleInput.Uniform(random, [5, 3]));
        yield return new OperationSample(new Mean { Axes = [1] }, SampleInput.Uniform(random, [2, 3, 71]));
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        foreach (AxesReduction reduction in Reductions)
        {
            yield return new OperationSample(reduction, SampleInput.Uniform(random, [200_003]));
            yield return new OperationSample(reduction with { Axes = [0] }, SampleInput.Uniform(random, [50_021, 3]));
            yield return new OperationSample(reduction with { Axes = [1] }, SampleInput.Uniform(random, [1_009, 131]));
            yield return new OperationSample(reduction with { Axes = [0, 2], KeepAxes = true }, SampleInput.Uniform(random, [67, 5, 401]));
            yield return new OperationSample(reduction with { Axes = [1] }, SampleInput.Uniform(random, [5, 401, 71]));
        }
    }

    private static AxesReduction[] Reductions => [new Sum(), new Mean(), new Variance(), new Variance { Correction = 0 }, new Max(), new Min()];
}
