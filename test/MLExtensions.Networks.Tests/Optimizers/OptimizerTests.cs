using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;
using MLExtensions.Testing;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class OptimizerTests
{
    [TestMethod]
    public void Adam_FollowsPyTorch()
    {
        var reference = Reference.Read("optim_adam.json");
        Follow(reference, new Adam { Beta1 = reference.Beta(0), Beta2 = reference.Beta(1), Epsilon = reference.Number("eps") }, 0);
    }

    [TestMethod]
    public void AdamW_FollowsPyTorch()
    {
        var reference = Reference.Read("optim_adamw.json");
        var optimizer = new AdamW { Beta1 = reference.Beta(0), Beta2 = reference.Beta(1), Epsilon = reference.Number("eps") };
        Follow(reference, optimizer, reference.Number("weight_decay"));
    }

    [TestMethod]
    public void Sgd_FollowsPyTorch() => Follow(Reference.Read("optim_sgd.json"), new Sgd(), 0);

    [TestMethod]
    public void Sgd_WithMomentum_FollowsPyTorch()
    {
        var reference = Reference.Read("optim_sgd_momentum.json");
        Follow(reference, new Sgd { Momentum = reference.Number("momentum") }, 0);
    }

    [TestMethod]
    public void Sgd_WithNesterovMomentumAndDecay_FollowsPyTorch()
    {
        var reference = Reference.Read("optim_sgd_nesterov_decay.json");
        Follow(reference, new Sgd { Momentum = reference.Number("momentum"), Nesterov = true }, reference.Number("weight_decay"));
    }

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
        using var scope = new TensorScope(CpuDevice.Default);
        state.ClearGradients();
        foreach (Parameter parameter in parameters)
        {
            var tape = new GradientTape();
            tape.Backward(new ForwardContext(scope, tape).Run(new MeanSquaredError(), parameter.Tensor, scope.From([0f], [1])), scope);
        }

        state.Step();
    }

    private static Parameter One(string name)
    {
        var parameter = new Parameter(name, [1]);
        parameter.Values[0] = 1;
        return parameter;
    }

    // sum(scale * (x - target)^2) is the weighted mean squared error times the sum of the weights.
    private static void Follow(ParityCase reference, Optimizer optimizer, float weightDecay)
    {
        float[] start = reference.Inputs["start"].Data;
        float[] scale = reference.Inputs["scale"].Data;
        ParityTensor trajectory = reference.Outputs["trajectory"];
        float[] followed = new float[trajectory.Data.Length];
        var parameter = new Parameter("x", [start.Length]);
        start.CopyTo(parameter.Values);
        var state = new OptimizerState(optimizer, CpuDevice.Default, [new ParameterGroup([parameter], reference.Number("lr"), weightDecay)]);
        var tape = new GradientTape();
        using var scope = new TensorScope(CpuDevice.Default);
        for (int step = 0; step < trajectory.Shape[0]; step++)
        {
            tape.Clear();
            scope.Reset();
            Tensor loss = new ForwardContext(scope, tape).Run(
                new MeanSquaredError(), parameter.Tensor, scope.From(reference.Inputs["target"].Data, [start.Length]), scope.From(scale, [start.Length]));
            state.ClearGradients();
            tape.Backward(loss, scope, scope.From([scale.Sum()], [1]));
            state.Step();
            parameter.Values.CopyTo(followed.AsSpan(step * start.Length));
        }

        reference.AssertClose("trajectory", followed, trajectory);
    }
}
