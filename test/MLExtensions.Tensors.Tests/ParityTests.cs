using MLExtensions.Tensors.Operations;
using MLExtensions.Testing;

namespace MLExtensions.Tensors.Tests;

/// <summary>Every operation against what PyTorch computed, outputs and gradients.</summary>
[TestClass]
public class ParityTests
{
    [TestMethod]
    [DataRow("linear", "input", "weight", "bias")]
    [DataRow("linear_nobias_3d", "input", "weight")]
    [DataRow("act_relu", "input")]
    [DataRow("act_leaky_relu", "input")]
    [DataRow("act_gelu", "input")]
    [DataRow("act_gelu_tanh", "input")]
    [DataRow("act_silu", "input")]
    [DataRow("act_sigmoid", "input")]
    [DataRow("act_tanh", "input")]
    [DataRow("act_elu", "input")]
    [DataRow("act_selu", "input")]
    [DataRow("act_softplus", "input")]
    [DataRow("act_mish", "input")]
    [DataRow("act_hardswish", "input")]
    [DataRow("softmax", "input")]
    [DataRow("log_softmax", "input")]
    [DataRow("cross_entropy", "logits", "target")]
    [DataRow("cross_entropy_class_weights", "logits", "target", "class_weights")]
    [DataRow("binary_cross_entropy_logits", "logits", "target")]
    [DataRow("mse", "prediction", "target")]
    [DataRow("batched_matmul", "a", "b")]
    public void Operation_OnPyTorchsInputs_GivesItsOutputsAndGradients(string name, params string[] inputNames)
    {
        ParityCase reference = ParityCase.Read(SharedFolder.Require("parity", name + ".json"));
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);
        var parameters = new Dictionary<string, Parameter>();
        var leaves = new Dictionary<string, Tensor>();
        Tensor[] inputs = Array.ConvertAll(inputNames, input => Prepare(reference, input, scope, parameters, leaves));

        Tensor output = context.Run(OperationOf(reference), inputs);

        ParityTensor expected = reference.Outputs.Values.Single();
        CollectionAssert.AreEqual(expected.Shape, output.Shape.AsSpan().ToArray());
        Assert.IsNull(reference.FindDifference("output", output.ToArray(), expected));

        ParityTensor upstream = reference.Upstream.Values.Single();
        tape.Backward(output, scope, scope.From(upstream.Data, output.Shape));
        Assert.AreNotEqual(0, reference.Gradients.Count);
        foreach ((string input, ParityTensor gradient) in reference.Gradients)
        {
            Tensor? got = parameters.TryGetValue(input, out Parameter? parameter) ? parameter.Gradient : tape.Gradient(leaves[input]);
            Assert.IsNotNull(got, input);
            Assert.IsNull(reference.FindDifference("gradient of " + input, got.Value.ToArray(), gradient));
        }
    }

    [TestMethod]
    [DataRow("optim_adam")]
    [DataRow("optim_adamw")]
    [DataRow("optim_sgd")]
    [DataRow("optim_sgd_momentum")]
    [DataRow("optim_sgd_nesterov_decay")]
    public void Update_OfPyTorchsProblem_FollowsItsTrajectory(string name)
    {
        ParityCase reference = ParityCase.Read(SharedFolder.Require("parity", name + ".json"));
        float[] target = reference.Inputs["target"].Data, scale = reference.Inputs["scale"].Data;
        ParityTensor trajectory = reference.Outputs["trajectory"];
        var x = new Parameter("x", [target.Length]);
        reference.Inputs["start"].Data.CopyTo(x.Values);
        ParameterUpdate update = UpdateOf(reference);
        Parameter[] states = [.. Enumerable.Range(0, update.StateCount).Select(i => new Parameter("state", x.Shape))];

        var got = new List<float>();
        for (int step = 1; step <= trajectory.Shape[0]; step++)
        {
            // The gradient of sum(scale (x - target)^2).
            var gradient = new float[target.Length];
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = 2 * scale[i] * (x.Values[i] - target[i]);
            }

            x.Gradient.CopyFrom(gradient);
            x.HasGradient = true;
            CpuDevice.Default.Update(update, reference.Number("lr"), step, [x], states);
            got.AddRange(x.Values);
        }

        Assert.IsNull(reference.FindDifference("trajectory", got.ToArray(), trajectory));
    }

    private static Tensor Prepare(
        ParityCase reference, string name, TensorScope scope, Dictionary<string, Parameter> parameters, Dictionary<string, Tensor> leaves)
    {
        if (reference.Weights.TryGetValue(name, out ParityTensor? weight))
        {
            var parameter = new Parameter(name, Shape.Create(weight.Shape));
            weight.Data.CopyTo(parameter.Values);
            parameters.Add(name, parameter);
            return parameter.Tensor;
        }

        if (name == "class_weights")
        {
            // A class weight weighs the rows of that class.
            float[] weights = [.. reference.Attributes[name]!.AsArray().Select(w => w!.GetValue<float>())];
            int[] targets = reference.Inputs["target"].ToInt32();
            return scope.From(Array.ConvertAll(targets, target => weights[target]), [targets.Length]);
        }

        ParityTensor input = reference.Inputs[name];
        var shape = Shape.Create(input.Shape);
        if (input.ElementType == "int64")
        {
            return scope.From(input.ToInt32(), shape);
        }

        Tensor leaf = scope.Detach(scope.From(input.Data, shape), requiresGradient: true);
        leaves.Add(name, leaf);
        return leaf;
    }

    private static Operation OperationOf(ParityCase reference) => reference.Operation switch
    {
        "Linear" => new Linear { HasBias = reference.Attributes["bias"]!.GetValue<bool>() },
        "relu" => new Activate { Activation = Activation.Relu },
        "leaky_relu" => new Activate { Activation = Activation.LeakyRelu, NegativeSlope = reference.Number("slope") },
        "gelu" => new Activate { Activation = Activation.Gelu },
        "gelu_tanh" => new Activate { Activation = Activation.GeluTanh },
        "silu" => new Activate { Activation = Activation.Silu },
        "sigmoid" => new Activate { Activation = Activation.Sigmoid },
        "tanh" => new Activate { Activation = Activation.Tanh },
        "elu" => new Activate { Activation = Activation.Elu, Alpha = reference.Number("alpha") },
        "selu" => new Activate { Activation = Activation.Selu },
        "softplus" => new Activate { Activation = Activation.Softplus },
        "mish" => new Activate { Activation = Activation.Mish },
        "hardswish" => new Activate { Activation = Activation.HardSwish },
        "Softmax" => new Softmax(),
        "LogSoftmax" => new LogSoftmax(),
        "CrossEntropy" => new CrossEntropy(),
        "BinaryCrossEntropyWithLogits" => new BinaryCrossEntropyWithLogits(),
        "MeanSquaredError" => new MeanSquaredError(),
        "MatMul" => new MatrixProduct(),
        _ => throw new NotSupportedException(reference.Operation),
    };

    private static ParameterUpdate UpdateOf(ParityCase reference)
    {
        if (reference.Operation is "adam" or "adamw")
        {
            float[] betas = [.. reference.Attributes["betas"]!.AsArray().Select(b => b!.GetValue<float>())];
            return new AdamUpdate
            {
                Beta1 = betas[0],
                Beta2 = betas[1],
                Epsilon = reference.Number("eps"),
                WeightDecay = reference.Number("weight_decay"),
                DecoupledWeightDecay = reference.Operation == "adamw",
            };
        }

        return new SgdUpdate
        {
            Momentum = reference.Number("momentum"),
            Nesterov = reference.Attributes["nesterov"]?.GetValue<bool>() ?? false,
            WeightDecay = reference.Number("weight_decay"),
        };
    }
}
