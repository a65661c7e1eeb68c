using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Every layer of every network says beforehand what shape it is going to give.</summary>
[TestClass]
public sealed class LayerShapeTests
{
    private const int Batch = 3;

    public static IEnumerable<object[]> Titles => StepArchitecture.All.Select(architecture => new object[] { architecture.Title });

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void OutputShape_OfEveryLayerOfANetwork_IsThatOfForward(string title)
    {
        StepArchitecture architecture = StepArchitecture.All.Single(candidate => candidate.Title == title);
        Layer module = architecture.Build(new InputDescription(architecture.Row), new OutputDescription(3), new RandomParameters(new Philox(1)));
        using var scope = new TensorScope(CpuDevice.Default);
        Check(module, new ForwardContext(scope), architecture.Row);
    }

    [TestMethod]
    [DataRow(new[] { 7 })]
    [DataRow(new[] { 5, 7 })]
    [DataRow(new[] { 3, 5, 7 })]
    public void OutputShape_OfALayerOfVectors_IsThatOfForward_AlsoOnSequencesAndImages(int[] row)
    {
        var parameters = new RandomParameters(new Philox(1));
        using var scope = new TensorScope(CpuDevice.Default);
        Layer[] layers =
        [
            new Linear("linear", 7, 4, parameters),
            new LayerNormalization("layer", [7], parameters),
            new BatchNormalization("batch", row[0], parameters),
            new GroupNormalization("group", row[0], row[0], parameters),
            new ActivationLayer("activation", Activation.Gelu),
            new Dropout("dropout", 0.5f),
            new Flatten("flat"),
        ];
        foreach (Layer layer in layers)
        {
            Check(layer, new ForwardContext(scope), Shape.Create(row));
        }
    }

    // With its parts, each on rows of its own.
    private static void Check(Layer layer, ForwardContext context, Shape row)
    {
        Tensor input = context.Scope.From(new float[Batch * (int)row.Length], [Batch, .. row]);
        Assert.AreEqual(layer.Forward(context, input).Shape, [Batch, .. layer.OutputShape(row)], $"{layer.Kind} '{layer.Name}' of {row}");
        foreach ((Layer part, Shape before) in layer.Parts(row))
        {
            Check(part, context, before);
        }
    }
}
