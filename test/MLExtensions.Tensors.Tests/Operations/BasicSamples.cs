using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Linear layers, activations, dropout, softmax and the affine map.</summary>
internal sealed class BasicSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            bool kinks = HasKink(activation);
            int inputs = Length(random), outputs = Length(random);
            SampleInput x = SampleInput.Uniform(random, [2, Length(random), inputs], -2, 2);
            SampleInput weight = SampleInput.Uniform(random, [outputs, inputs]);
            yield return new OperationSample(new Linear { Activation = activation }, x, weight, SampleInput.Uniform(random, [outputs])) { HasKinks = kinks };
            yield return new OperationSample(new Linear { Activation = activation, HasBias = false }, x, weight) { HasKinks = kinks };
            yield return new OperationSample(new Activate { Activation = activation, NegativeSlope = 0.1f, Alpha = 1.5f }, x) { HasKinks = kinks };
            yield return new OperationSample(new Activate { Activation = activation }, SampleInput.Uniform(random, [0])) { HasKinks = kinks };
        }

        SampleInput values = SampleInput.Uniform(random, [3, Length(random)], -2, 2);
        yield return new OperationSample(new Activate { Activation = Activation.Elu, Alpha = 0.7f, Scale = 1.3f }, values) { HasKinks = true };
        yield return new OperationSample(new Activate { Activation = Activation.Softplus, Beta = 2.5f }, values);
        yield return new OperationSample(new Activate { Activation = Activation.Softplus, Threshold = -5 }, values);
        yield return new OperationSample(new Linear(), SampleInput.Uniform(random, [0, 3]), SampleInput.Uniform(random, [2, 3]), SampleInput.Uniform(random, [2]));
        yield return new OperationSample(new Affine { Factor = -1.5, Summand = 0.25 }, SampleInput.Uniform(random, [Length(random), 3]));
        yield return new OperationSample(new Dropout { Rate = 0.4f }, SampleInput.Uniform(random, [Length(random), 7]), Key);
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return new OperationSample(
            new Linear { Activation = Activation.Gelu },
            SampleInput.Uniform(random, [211, 131]),
            SampleInput.Uniform(random, [257, 131]),
            SampleInput.Uniform(random, [257]));
        yield return new OperationSample(new Activate { Activation = Activation.Silu }, SampleInput.Uniform(random, [70_001], -3, 3));
        yield return new OperationSample(new Activate { Activation = Activation.Softplus, Beta = 2 }, SampleInput.Uniform(random, [70_001], -3, 3));
        yield return new OperationSample(new Affine { Factor = -1.5, Summand = 0.25 }, SampleInput.Uniform(random, [100_003]));
        yield return new OperationSample(new Dropout { Rate = 0.4f }, SampleInput.Uniform(random, [100_003]), Key);
    }

    private static SampleInput Key => SampleInput.Of([4], [1, 2, 3, 4]);

    private static bool HasKink(Activation activation) => activation is
        Activation.Relu or Activation.LeakyRelu or Activation.Selu or Activation.Elu or Activation.HardSwish or Activation.Softplus;
}
