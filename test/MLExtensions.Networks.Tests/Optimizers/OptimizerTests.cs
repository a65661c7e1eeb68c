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
}
