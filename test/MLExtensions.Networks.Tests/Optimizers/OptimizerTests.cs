using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class OptimizerTests
{
    [TestMethod]
    public void Step_UsesEachGroupsOwnRateAndDecay_AndLeavesFrozenParameters()
    {
        // The mean of (x - 0)^2 over one element has the gradient 2x: x = 1 becomes 1 - rate * (2 + decay).
        Parameter[] parameters = [One("fast"), One("slow"), One("decayed"), One("frozen")];
        parameters[3].RequiresGradient = false;
        ParameterGroup[] groups =
        [
            new([parameters[0], parameters[3]], 0.25f),
            new([parameters[1]], 0.125f),
            new([parameters[2]], 0.25f, weightDecay: 0.5f),
        ];
        var state = new OptimizerState(new Sgd(), CpuDevice.Default, groups);
        Step(state, parameters);
        CollectionAssert.AreEqual(new[] { 0.5f, 0.75f, 0.375f, 1f }, parameters.Select(parameter => parameter.Values[0]).ToArray());

        // A schedule changes rates and decays between steps.
        groups[0].LearningRate = 0.5f;
        groups[2].WeightDecay = 0;
        Step(state, parameters);
        CollectionAssert.AreEqual(new[] { 0f, 0.5625f, 0.1875f, 1f }, parameters.Select(parameter => parameter.Values[0]).ToArray());
    }

    [TestMethod]
    public void ClipGradients_BoundsThoseOfAllGroupsTogether()
    {
        // Gradients of 2x, 3 and 4: a norm of 5, a fifth of each is left.
        Parameter[] parameters = [One("three"), One("four")];
        parameters[0].Values[0] = 1.5f;
        parameters[1].Values[0] = 2;
        var state = new OptimizerState(new Sgd(), CpuDevice.Default, [new ParameterGroup([parameters[0]], 1), new ParameterGroup([parameters[1]], 0.5f)]);
        Backward(state, parameters);
        Assert.AreEqual(5, state.ClipGradients(new GradientClipping { MaximumNorm = 1 }), 1e-6);
        state.Step();
        Assert.AreEqual(0.9f, parameters[0].Values[0], 1e-6f);
        Assert.AreEqual(1.6f, parameters[1].Values[0], 1e-6f);

        parameters[0].Values[0] = float.PositiveInfinity;
        Backward(state, parameters);
        Assert.AreEqual(double.PositiveInfinity, state.ClipGradients(new GradientClipping { MaximumNorm = 1 }));
        Assert.AreEqual(3.2f, parameters[1].Gradient.ToScalar(), 1e-5f);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => state.ClipGradients(new GradientClipping()));
    }

    [TestMethod]
    public void Step_OfAParameterUnfrozenLater_IsItsFirst()
    {
        // Adam's first step has the size of the rate, whatever the gradient: the corrections are those of the parameter's own first step.
        Parameter[] parameters = [One("early"), One("late"), One("early too")];
        parameters[1].RequiresGradient = false;
        var state = new OptimizerState(new Adam(), CpuDevice.Default, [new ParameterGroup(parameters, 0.125f)]);
        for (int step = 0; step < 20; step++)
        {
            Step(state, parameters);
        }

        Assert.AreEqual(1, parameters[1].Values[0]);
        parameters[1].RequiresGradient = true;
        Step(state, parameters);
        Assert.AreEqual(0.875f, parameters[1].Values[0], 1e-6f);
        Assert.AreEqual(parameters[0].Values[0], parameters[2].Values[0]);
    }

    [TestMethod]
    public void Adagrad_WithAnInitialAccumulator_BeginsFromIt()
    {
        // Gradient 2: the sum is 12 + 4, its root 4, the step 0.1 * 2 / 4.
        Parameter parameter = One("x");
        Step(new OptimizerState(new Adagrad { InitialAccumulator = 12 }, CpuDevice.Default, [new ParameterGroup([parameter], 0.1f)]), [parameter]);
        Assert.AreEqual(0.95f, parameter.Values[0], 1e-7f);
    }

    [TestMethod]
    [DynamicData(nameof(EveryOptimizer))]
    public void Load_OfWhatWasSaved_GoesOnBitForBit(Optimizer optimizer)
    {
        Parameter[] parameters = [One("a"), One("b")];
        parameters[1].Values[0] = -3;
        ParameterGroup[] groups(Parameter[] of) => [new([of[0]], 0.01f, 0.1f), new([of[1]], 0.02f)];
        OptimizerState whole = new(optimizer, CpuDevice.Default, groups(parameters));
        for (int step = 0; step < 5; step++)
        {
            Step(whole, parameters);
        }

        whole.Groups[0].LearningRate = 0.005f;
        whole.Groups[1].WeightDecay = 0.3f;
        var saved = new TrainingState();
        whole.Save(saved, "optimizer");
        Parameter[] copies = [One("a"), One("b")];
        for (int i = 0; i < 2; i++)
        {
            parameters[i].Values.CopyTo(copies[i].Values);
        }

        OptimizerState resumed = new(optimizer, CpuDevice.Default, groups(copies));
        resumed.Load(saved, "optimizer");
        for (int step = 0; step < 5; step++)
        {
            Step(whole, parameters);
            Step(resumed, copies);
            for (int i = 0; i < 2; i++)
            {
                Assert.AreEqual(BitConverter.SingleToInt32Bits(parameters[i].Values[0]), BitConverter.SingleToInt32Bits(copies[i].Values[0]), $"step {step}");
            }
        }
    }

    [TestMethod]
    public void Load_OfAnotherOptimizersState_NamesWhatIsMissing()
    {
        Parameter parameter = One("layers.0.weight");
        var saved = new TrainingState();
        new OptimizerState(new Sgd { Momentum = 0.9f }, CpuDevice.Default, [new ParameterGroup([parameter], 1)]).Save(saved, "optimizer");
        var adam = new OptimizerState(new Adam(), CpuDevice.Default, [new ParameterGroup([parameter], 1)]);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => adam.Load(saved, "optimizer")).Message, "'optimizer.layers.0.weight.mean'");
    }

    private static IEnumerable<Optimizer[]> EveryOptimizer =>
    [
        [new Sgd()], [new Sgd { Momentum = 0.9f, Dampening = 0.5f }], [new Sgd { Momentum = 0.9f, Nesterov = true }], [new Adam()], [new Adam { AmsGrad = true }], [new AdamW()],
        [new RmsProp()], [new RmsProp { Momentum = 0.5f, Centered = true }], [new Adagrad { InitialAccumulator = 0.5f, LearningRateDecay = 0.1f }], [new Adadelta()],
    ];

    [TestMethod]
    [DataRow(-0.1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void ParameterGroup_WithARateOrADecayThatCannotBe_NamesIt(float value)
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ParameterGroup([], value)).Message, "LearningRate");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ParameterGroup([], 1, value)).Message, "WeightDecay");
        var group = new ParameterGroup([], 0);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => group.LearningRate = value);
        Assert.AreEqual(0, group.LearningRate);
    }

    [TestMethod]
    public void Constructor_WithAParameterInTwoGroups_NamesIt()
    {
        Parameter parameter = One("layers.0.weight");
        var group = new ParameterGroup([parameter], 1);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new OptimizerState(new Adam(), CpuDevice.Default, [group, new ParameterGroup([parameter], 2)])).Message,
            "layers.0.weight");
    }

    private static void Step(OptimizerState state, Parameter[] parameters)
    {
        Backward(state, parameters);
        state.Step();
    }

    private static void Backward(OptimizerState state, Parameter[] parameters)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        state.ClearGradients();
        foreach (Parameter parameter in parameters)
        {
            var tape = new GradientTape();
            tape.Backward(new ForwardContext(scope, tape).Run(new MeanSquaredError(), parameter.Tensor, scope.From([0f], [1])), scope);
        }
    }

    private static Parameter One(string name)
    {
        var parameter = new Parameter(name, [1]);
        parameter.Values[0] = 1;
        return parameter;
    }
}
