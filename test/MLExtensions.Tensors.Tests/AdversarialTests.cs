using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Two networks, two tapes, shared tensors: what adversarial training needs.</summary>
[TestClass]
public class AdversarialTests
{
    private static readonly Operation s_plain = new Linear { HasBias = false };
    private static readonly Operation s_hidden = new Linear { Activation = Activation.Tanh };
    private static readonly Operation s_loss = new BinaryCrossEntropyWithLogits();

    [TestMethod]
    public void TwoTapes_OverSharedTensors_GiveTheGradientsOfTheClosedForm()
    {
        // Generator x = g z, discriminator logit l = d x. With s the sigmoid:
        // the discriminator on a fake (target 0): loss log(1 + exp(l)), dd = s(l) x, dx = s(l) d;
        // the generator against it (target 1): loss log(1 + exp(-l)), dl = s(l) - 1, dg = (s(l) - 1) d z.
        const float Z = 0.7f, G = 1.3f, D = -0.4f;
        var generator = new Parameter("g", [1, 1]);
        var discriminator = new Parameter("d", [1, 1]);
        generator.Values[0] = G;
        discriminator.Values[0] = D;
        double logit = (double)D * G * Z, sigmoid = 1 / (1 + Math.Exp(-logit));

        using var scope = new TensorScope(CpuDevice.Default);
        GradientTape tapeOfGenerator = new(), tapeOfDiscriminator = new();
        Tensor fake = new ForwardContext(scope, tapeOfGenerator).Run(s_plain, scope.From([Z], [1, 1]), generator.Tensor);
        var judging = new ForwardContext(scope, tapeOfDiscriminator);
        Tensor judged = judging.Run(s_plain, fake, discriminator.Tensor);

        // The discriminator's step: its tape ends at the shared tensor and knows its gradient, and nothing reaches the generator.
        tapeOfDiscriminator.Backward(judging.Run(s_loss, judged, scope.From([0f], [1, 1])), scope);
        Assert.AreEqual(sigmoid * G * Z, discriminator.Gradient.ToScalar(), 1e-6);
        Assert.AreEqual(sigmoid * D, tapeOfDiscriminator.Gradient(fake)!.Value.ToScalar(), 1e-6);
        Assert.IsFalse(generator.HasGradient);

        // The generator's step: the gradient goes from one tape to the other.
        tapeOfDiscriminator.Backward(judging.Run(s_loss, judged, scope.From([1f], [1, 1])), scope);
        tapeOfGenerator.Backward(fake, scope, tapeOfDiscriminator.Gradient(fake));
        Assert.AreEqual((sigmoid - 1) * D * Z, generator.Gradient.ToScalar(), 1e-6);
    }

    [TestMethod]
    public void Alternation_OfTwoNetworks_GivesTheGradientsOfDifferencesAtEveryStep()
    {
        Network generator = new(1, 3, 4, 2), discriminator = new(2, 2, 5, 1);
        using var outer = new TensorScope(CpuDevice.Default);
        using var scope = new TensorScope(CpuDevice.Default, outer);
        GradientTape tapeOfGenerator = new(), tapeOfDiscriminator = new();
        ForwardContext generating = new(scope, tapeOfGenerator), judging = new(scope, tapeOfDiscriminator);
        ParameterUpdate update = new AdamUpdate();
        for (int step = 1; step <= 3; step++)
        {
            float[] noise = Sample.Values(step, 6 * 3), real = Sample.Values(100 + step, 6 * 2);

            // Discriminator: real rows are 1, detached fakes 0.
            Tensor fake = generator.Run(generating, scope.From(noise, [6, 3]));
            Tensor lossOfReal = judging.Run(s_loss, discriminator.Run(judging, scope.From(real, [6, 2])), Targets(scope, 1));
            Tensor lossOfFake = judging.Run(s_loss, discriminator.Run(judging, scope.Detach(fake)), Targets(scope, 0));
            discriminator.ClearGradients();
            generator.ClearGradients();
            tapeOfDiscriminator.Backward(lossOfReal, scope);
            tapeOfDiscriminator.Backward(lossOfFake, scope);
            Assert.IsFalse(generator.Parameters[0].HasGradient);
            CheckDifferences(discriminator, () => DiscriminatorLoss(generator, discriminator, noise, real));
            CpuDevice.Default.Update(update, 0.05f, step, discriminator.Parameters, discriminator.States);

            // Generator, through the frozen discriminator; the fake comes from the tape that ran before.
            tapeOfDiscriminator.Clear();
            discriminator.Freeze(true);
            Tensor loss = judging.Run(s_loss, discriminator.Run(judging, fake), Targets(scope, 1));
            tapeOfDiscriminator.Backward(loss, scope);
            tapeOfGenerator.Backward(fake, scope, tapeOfDiscriminator.Gradient(fake));
            discriminator.Freeze(false);
            CheckDifferences(generator, () => GeneratorLoss(generator, discriminator, noise));
            CpuDevice.Default.Update(update, 0.05f, step, generator.Parameters, generator.States);

            Tensor kept = scope.Keep(loss);
            tapeOfGenerator.Clear();
            tapeOfDiscriminator.Clear();
            scope.Reset();
            Assert.IsTrue(kept.IsAlive);
        }
    }

    private static Tensor Targets(TensorScope scope, float value)
    {
        var targets = new float[6];
        Array.Fill(targets, value);
        return scope.From(targets, [6, 1]);
    }

    private static double DiscriminatorLoss(Network generator, Network discriminator, float[] noise, float[] real)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor fake = generator.Run(context, scope.From(noise, [6, 3]));
        return (double)context.Run(s_loss, discriminator.Run(context, scope.From(real, [6, 2])), Targets(scope, 1)).ToScalar() +
            context.Run(s_loss, discriminator.Run(context, fake), Targets(scope, 0)).ToScalar();
    }

    private static double GeneratorLoss(Network generator, Network discriminator, float[] noise)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor fake = generator.Run(context, scope.From(noise, [6, 3]));
        return context.Run(s_loss, discriminator.Run(context, fake), Targets(scope, 1)).ToScalar();
    }

    private static void CheckDifferences(Network network, Func<double> loss)
    {
        const float Step = 1e-2f;
        foreach (Parameter parameter in network.Parameters)
        {
            float[] gradient = parameter.Gradient.ToArray();
            for (int i = 0; i < gradient.Length; i++)
            {
                float value = parameter.Values[i];
                parameter.Values[i] = value + Step;
                double above = loss();
                parameter.Values[i] = value - Step;
                double below = loss();
                parameter.Values[i] = value;
                Assert.AreEqual((above - below) / (2 * (double)Step), gradient[i], 2e-4, $"{parameter.Name}[{i}]");
            }
        }
    }

    /// <summary>One hidden layer.</summary>
    private sealed class Network
    {
        public Network(long seed, int inputs, int hidden, int outputs)
        {
            Parameters =
            [
                Sample.Parameter("weight1", seed, [hidden, inputs]),
                Sample.Parameter("bias1", seed + 10, [hidden]),
                Sample.Parameter("weight2", seed + 20, [outputs, hidden]),
            ];
            States = [.. Parameters.SelectMany(p => new[] { new Parameter("mean", p.Shape), new Parameter("square", p.Shape) })];
        }

        public Parameter[] Parameters { get; }

        public Parameter[] States { get; }

        public Tensor Run(ForwardContext context, Tensor input) =>
            context.Run(s_plain, context.Run(s_hidden, input, Parameters[0].Tensor, Parameters[1].Tensor), Parameters[2].Tensor);

        public void ClearGradients() => Array.ForEach(Parameters, p => p.ClearGradient());

        public void Freeze(bool frozen) => Array.ForEach(Parameters, p => p.RequiresGradient = !frozen);
    }
}
