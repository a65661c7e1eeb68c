using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Losses that compare element by element, with and without row weights.</summary>
internal sealed class LossSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (int rows in new[] { 0, 1, Length(random) + 1, 17 })
        {
            foreach (OperationSample sample in Elementwise(random, [rows, 3]).Concat(Elementwise(random, rows == 1 ? [1, 2, 3] : [rows])))
            {
                yield return sample;
                yield return sample with { Inputs = [.. sample.Inputs, SampleInput.Uniform(random, [rows], 0.1f, 2)] };
            }

            foreach (OperationSample sample in WithOperands(random, rows))
            {
                yield return sample;
            }
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        const int Rows = 20_011;
        foreach (OperationSample sample in Elementwise(random, [Rows, 5]))
        {
            yield return sample with { Inputs = [.. sample.Inputs, SampleInput.Uniform(random, [Rows], 0, 2)] };
        }

        yield return Elementwise(random, [Rows, 5]).First();
        foreach (OperationSample sample in WithOperands(random, Rows))
        {
            yield return sample;
        }
    }

    private static IEnumerable<OperationSample> Elementwise(Random random, Shape shape)
    {
        SampleInput predictions = SampleInput.Uniform(random, shape, -2, 2), targets = SampleInput.Uniform(random, shape, 0, 1);
        SampleInput positive = SampleInput.Uniform(random, shape, 0.5f, 3), counts = SampleInput.Uniform(random, shape, 0, 4);
        yield return new OperationSample(new MeanSquaredError(), predictions, targets);
        yield return new OperationSample(new MeanSquaredError { Reduction = Reduction.BatchMean }, predictions, targets);
        yield return new OperationSample(new BinaryCrossEntropyWithLogits(), predictions, targets);
        yield return new OperationSample(new MeanAbsoluteError(), predictions, targets) { HasKinks = true };
        yield return new OperationSample(new Huber { Delta = 0.7f }, predictions, targets) { HasKinks = true };
        yield return new OperationSample(new PoissonNegativeLogLikelihood(), predictions, counts);
        yield return new OperationSample(new PoissonNegativeLogLikelihood { LogInput = false, Full = true, Epsilon = 0.1f }, positive, counts);
        yield return new OperationSample(new KullbackLeiblerDivergence { Reduction = Reduction.BatchMean }, predictions, targets);
        yield return new OperationSample(new KullbackLeiblerDivergence { LogTarget = true, Reduction = Reduction.Sum }, predictions, predictions);
    }

    /// <summary>What reads more than predictions and targets.</summary>
    private static IEnumerable<OperationSample> WithOperands(Random random, int rows)
    {
        SampleInput x = SampleInput.Uniform(random, [rows, 2, 3], -2, 2), t = SampleInput.Uniform(random, [rows, 2, 3], 0, 1);
        SampleInput weights = SampleInput.Uniform(random, [rows], 0.1f, 2);
        foreach (Shape shape in new Shape[] { [3], [2, 3], [1] })
        {
            SampleInput positive = SampleInput.Uniform(random, shape, 0.3f, 3);
            yield return new OperationSample(new BinaryCrossEntropyWithLogits { HasPositiveWeights = true }, x, t, positive);
            yield return new OperationSample(new BinaryCrossEntropyWithLogits { HasPositiveWeights = true }, x, t, weights, positive);
        }

        foreach (Shape shape in new Shape[] { [rows, 2, 3], [rows, 2, 1], [rows, 2] })
        {
            SampleInput variances = SampleInput.Uniform(random, shape, 0.5f, 2);
            yield return new OperationSample(new GaussianNegativeLogLikelihood { Full = true }, x, t, variances);
            yield return new OperationSample(new GaussianNegativeLogLikelihood(), x, t, variances, weights);
        }

        SampleInput labels = SampleInput.Uniform(random, [rows]), three = SampleInput.Uniform(random, [rows, 3]);
        yield return new OperationSample(new Quantile { Levels = [0.1f, 0.5f, 0.8f] }, three, labels) { HasKinks = true };
        yield return new OperationSample(new Quantile { Levels = [0.1f, 0.5f, 0.8f] }, three, labels, weights) { HasKinks = true };
        yield return new OperationSample(new Quantile { Levels = [0.3f] }, SampleInput.Uniform(random, [rows, 1]), labels, weights) { HasKinks = true };
        yield return new OperationSample(new Quantile(), SampleInput.Uniform(random, [rows]), labels) { HasKinks = true };
    }
}
