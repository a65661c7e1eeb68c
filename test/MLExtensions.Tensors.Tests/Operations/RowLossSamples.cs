using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Losses that are one number a row: cross-entropy and those of embeddings.</summary>
internal sealed class RowLossSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (int rows in new[] { 0, 1, Length(random) + 1, 17 })
        {
            foreach (OperationSample sample in Every(random, rows, rows == 17 ? 2 : 5))
            {
                yield return sample;
            }
        }
    }

    public override IEnumerable<OperationSample> Large(Random random) => Every(random, 5_003, 7);

    private static IEnumerable<OperationSample> Every(Random random, int rows, int features)
    {
        SampleInput weights = SampleInput.Uniform(random, [rows], 0.1f, 2), classWeights = SampleInput.Uniform(random, [features], 0.2f, 2);
        SampleInput logits = SampleInput.Uniform(random, [rows, features], -2, 2), classes = SampleInput.Indices(random, [rows], features);
        yield return new OperationSample(new CrossEntropy(), logits, classes);
        yield return new OperationSample(new CrossEntropy(), logits, classes, weights);
        yield return new OperationSample(new CrossEntropy { LabelSmoothing = 0.1f, Reduction = Reduction.BatchMean }, logits, classes, weights);
        yield return new OperationSample(new CrossEntropy { LabelSmoothing = 0.2f, HasClassWeights = true, IgnoreIndex = 1 }, logits, classes, weights, classWeights);
        yield return new OperationSample(new CrossEntropy { HasClassWeights = true }, logits, classes, classWeights);
        yield return new OperationSample(
            new CrossEntropy { HasTargetProbabilities = true, HasClassWeights = true, LabelSmoothing = 0.1f },
            logits,
            SampleInput.Uniform(random, [rows, features], 0, 1),
            weights,
            classWeights);

        SampleInput positions = SampleInput.Uniform(random, [rows, features, 2, 3], -2, 2), targets = SampleInput.Indices(random, [rows, 2, 3], features);
        yield return new OperationSample(new CrossEntropy { HasClassWeights = true, LabelSmoothing = 0.1f, IgnoreIndex = 0 }, positions, targets, weights, classWeights);
        yield return new OperationSample(
            new CrossEntropy { HasTargetProbabilities = true }, positions, SampleInput.Uniform(random, [rows, features, 2, 3], 0, 1), weights);

        SampleInput b = SampleInput.Uniform(random, [rows, features]);
        SampleInput signs = SampleInput.Of([rows], [.. Enumerable.Range(0, rows).Select(_ => random.Next(2) == 0 ? 1f : -1f)]);
        yield return new OperationSample(new CosineEmbedding { Margin = 0.1f }, logits, b, signs) { HasKinks = true };
        yield return new OperationSample(new CosineEmbedding { Reduction = Reduction.Sum }, logits, b, signs, weights) { HasKinks = true };

        SampleInput c = SampleInput.Uniform(random, [rows, features]);
        foreach (float p in new[] { 1, 1.5f, 2, 3, float.PositiveInfinity })
        {
            yield return new OperationSample(new TripletMargin { P = p, Swap = p != 2 }, logits, b, c) { HasKinks = true };
        }

        yield return new OperationSample(
            new TripletMargin { Margin = 0.5f }, positions, SampleInput.Uniform(random, positions.Shape), SampleInput.Uniform(random, positions.Shape), weights)
        {
            HasKinks = true,
        };
    }
}
