using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;
using LayerNormalization = MLExtensions.Networks.LayerNormalization;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class TransformerLayerTests
{
    private const int Dim = 8;

    [TestMethod]
    public void EncoderLayer_HasPyTorchsParameters()
    {
        var layer = new TransformerEncoderLayer("layers.0", Dim, 2, Random(), feedForward: 16);
        CollectionAssert.AreEqual(
            new[]
            {
                "layers.0.self_attn.in_proj_weight [24, 8]", "layers.0.self_attn.in_proj_bias [24]",
                "layers.0.self_attn.out_proj.weight [8, 8]", "layers.0.self_attn.out_proj.bias [8]",
                "layers.0.linear1.weight [16, 8]", "layers.0.linear1.bias [16]", "layers.0.linear2.weight [8, 16]", "layers.0.linear2.bias [8]",
                "layers.0.norm1.weight [8]", "layers.0.norm1.bias [8]", "layers.0.norm2.weight [8]", "layers.0.norm2.bias [8]",
            },
            Names(layer));
    }

    [TestMethod]
    public void DecoderLayer_HasPyTorchsParameters()
    {
        string[] names = Names(new TransformerDecoderLayer("", Dim, 2, Random(), feedForward: 16));
        Assert.HasCount(18, names);
        CollectionAssert.IsSubsetOf(
            new[] { "self_attn.in_proj_weight [24, 8]", "multihead_attn.in_proj_weight [24, 8]", "multihead_attn.out_proj.bias [8]", "norm3.weight [8]" }, names);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void CausalEncoderLayer_AtAPosition_DoesNotDependOnLaterOnes(bool normFirst)
    {
        var layer = new TransformerEncoderLayer("", Dim, 2, Random(), feedForward: 16, normFirst: normFirst, causal: true);
        float[] input = Wave(6 * Dim), changed = [.. input];
        changed.AsSpan(4 * Dim).Fill(3);
        float[] first = Run(layer, input), second = Run(layer, changed);

        CollectionAssert.AreEqual(first[..(4 * Dim)], second[..(4 * Dim)]);
        Assert.AreNotEqual(first[4 * Dim], second[4 * Dim]);
    }

    [TestMethod]
    public void EncoderLayer_WithDropout_DrawsInTrainingOnly()
    {
        var layer = new TransformerEncoderLayer("", Dim, 2, Random(), feedForward: 16, dropout: 0.3f, Activation.Gelu);
        CollectionAssert.AreEqual(Run(layer, Wave(6 * Dim)), Run(layer, Wave(6 * Dim)));
        CollectionAssert.AreEqual(Run(layer, Wave(6 * Dim), seed: 1), Run(layer, Wave(6 * Dim), seed: 1));
        CollectionAssert.AreNotEqual(Run(layer, Wave(6 * Dim), seed: 1), Run(layer, Wave(6 * Dim), seed: 2));

        // On the attention weights, after attention, after the activation, after linear2.
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        layer.Forward(new ForwardContext(scope, tape, training: true, new Philox(1)), scope.From(Wave(6 * Dim), [1, 6, Dim]));
        Assert.AreEqual(3, tape.Records.Count(record => record.Operation is Tensors.Operations.Dropout));
        Assert.AreEqual(0.3f, tape.Records.Select(record => record.Operation).OfType<Attention>().Single().DropoutRate);
    }

    [TestMethod]
    public void Encoder_IsItsLayersOneAfterTheOther()
    {
        ParameterSource parameters = Random();
        var made = new List<TransformerEncoderLayer>();
        var encoder = new TransformerEncoderStack(
            "encoder",
            2,
            name =>
            {
                made.Add(new TransformerEncoderLayer(name, Dim, 2, parameters, feedForward: 16));
                return made[^1];
            },
            name => new LayerNormalization(name, [Dim], parameters));
        float[] input = Wave(6 * Dim);

        CollectionAssert.AreEqual(new[] { "encoder.layers.0", "encoder.layers.1", "encoder.norm" }, encoder.Children.Select(child => child.Name).ToArray());
        Assert.HasCount(26, encoder.Parameters);
        float[] expected = Run((Layer)encoder.Children[2], Run(made[1], Run(made[0], input)));
        CollectionAssert.AreEqual(expected, Run(encoder, input));
    }

    [TestMethod]
    public void Decoder_PassesTheMemoryToEveryLayer()
    {
        ParameterSource parameters = Random();
        var made = new List<TransformerDecoderLayer>();
        var decoder = new TransformerDecoderStack(
            "",
            2,
            name =>
            {
                made.Add(new TransformerDecoderLayer(name, Dim, 2, parameters, feedForward: 16));
                return made[^1];
            });
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor target = scope.From(Wave(3 * Dim), [1, 3, Dim]), memory = scope.From(Wave(5 * Dim), [1, 5, Dim]);
        var masks = new AttentionMasks(scope.From([0, 0, 1, 0, 1], [1, 5]));

        Tensor expected = made[1].Forward(context, made[0].Forward(context, target, memory, memoryMasks: masks), memory, memoryMasks: masks);
        CollectionAssert.AreEqual(expected.ToArray(), decoder.Forward(context, target, memory, memoryMasks: masks).ToArray());
        CollectionAssert.AreNotEqual(expected.ToArray(), decoder.Forward(context, target, memory).ToArray());
        CollectionAssert.Contains(Names(decoder), "layers.1.multihead_attn.in_proj_bias [24]");
    }

    [TestMethod]
    public void DecoderLayer_StepAfterStep_AllocatesNothing()
    {
        var layer = new TransformerDecoderLayer("", Dim, 2, Random(), feedForward: 16);
        using var scope = new TensorScope(new CpuDevice(1));
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(1));
        float[] values = Wave(3 * Dim);
        int[] padding = [0, 0, 1];
        Shape shape = [1, 3, Dim], paddingShape = [1, 3];
        void Step()
        {
            Tensor input = scope.From(values, shape);
            var masks = new AttentionMasks(scope.From(padding, paddingShape));
            Tensor output = layer.Forward(context, input, input, masks, masks);
            tape.Backward(output, scope, input);
            tape.Clear();
            scope.Reset();
        }

        for (int i = 0; i < 200; i++)
        {
            Step();
        }

        const int Steps = 500;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Steps; i++)
        {
            Step();
        }

        Assert.IsLessThan(Steps, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static RandomParameters Random() => new(new Philox(1));

    private static string[] Names(Module module) => [.. module.Parameters.Select(parameter => parameter.ToString())];

    private static float[] Wave(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(1.7f * i))];

    /// <summary>The output for one sequence; in training where there is a seed.</summary>
    private static float[] Run(Layer layer, float[] input, int? seed = null)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope, training: seed is not null, random: new Philox(seed ?? 0));
        return layer.Forward(context, scope.From(input, [1, input.Length / Dim, Dim])).ToArray();
    }
}
