using System.Text.Json.Nodes;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

/// <summary>What a <see cref="Sequential"/> may be, as a value and as JSON.</summary>
[TestClass]
public sealed class SequentialOptionsTests
{
    /// <summary>No hyperparameter has its default.</summary>
    private static readonly Sequential s_everything = new()
    {
        EmbeddingSize = 24,
        Layers =
        [
            new ActivationOptions { Activation = Activation.Tanh },
            new AttentionPoolingOptions(),
            new BatchNormalizationOptions { Activation = Activation.Gelu, Momentum = 0.25f },
            new ConvolutionOptions
            {
                Channels = 5, KernelSize = 7, Stride = 2, Padding = SequentialPadding.None, Dilation = 3, Groups = 5, Activation = Activation.Silu, Bias = false,
            },
            new DropoutOptions { Rate = 0.25f },
            new FlattenOptions(),
            new GlobalPoolingOptions { Kind = PoolingKind.Max },
            new GroupNormalizationOptions { Groups = 2 },
            new LayerNormalizationOptions(),
            new LinearOptions { Units = 9, Activation = Activation.None },
            new PoolingOptions { Kind = PoolingKind.Average, Size = 3, Stride = 2 },
            new PositionsOptions(),
            new RecurrentOptions { Cell = RecurrentCell.Rnn, HiddenSize = 6, Layers = 2, Bidirectional = true, Dropout = 0.5f, FinalState = true },
            new ResidualOptions { Layers = [new ResidualOptions { Layers = [new FlattenOptions()] }], Shortcut = [new FlattenOptions()], Activation = Activation.Elu },
            new SelfAttentionOptions { Heads = 3, Dropout = 0.125f, Causal = true },
            new SequencePoolingOptions { Kind = SequencePoolingKind.First },
            new TransformerOptions { Heads = 3, FeedForward = 12, Dropout = 0.5f, NormFirst = false, Activation = Activation.Relu, Causal = true },
            new UnflattenOptions { Shape = [2, 3] },
        ],
    };

    [TestMethod]
    public void Json_KeepsEveryLayerWithEveryHyperparameter()
    {
        // Every kind of layer that there is, none with a hyperparameter at its default.
        string[] kinds = [.. typeof(LayerOptions).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(LayerOptions))).Select(type => type.Name).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(kinds, s_everything.Layers.Select(layer => layer.GetType().Name).Order(StringComparer.Ordinal).ToArray());
        Assert.AreEqual(s_everything, Architectures.FromJson(Architectures.ToJson(s_everything)));
        Assert.AreEqual(s_everything.GetHashCode(), Architectures.FromJson(Architectures.ToJson(s_everything)).GetHashCode());
        Assert.AreEqual(new Sequential(), Architectures.FromJson("""{"type":"Sequential"}"""));
    }

    [TestMethod]
    public void Json_IsReadable() => Assert.IsTrue(JsonNode.DeepEquals(
        JsonNode.Parse("""{"type":"Sequential","layers":[{"type":"Linear","units":16,"activation":"Gelu"},{"type":"Residual","layers":[{"type":"Flatten"}],"shortcut":[],"activation":"None"}],"embeddingSize":128}"""),
        JsonNode.Parse(Architectures.ToJson(new Sequential { Layers = [new LinearOptions { Units = 16, Activation = Activation.Gelu }, new ResidualOptions { Layers = [new FlattenOptions()] }] }))));

    [TestMethod]
    public void Equality_IsByTheList()
    {
        static Sequential Of(int units, float rate) => new() { Layers = [new LinearOptions { Units = units }, new ResidualOptions { Layers = [new DropoutOptions { Rate = rate }] }] };
        Assert.AreEqual(Of(3, 0.5f), Of(3, 0.5f));
        Assert.AreNotEqual(Of(3, 0.5f), Of(4, 0.5f));
        Assert.AreNotEqual(Of(3, 0.5f), Of(3, 0.25f));
        Assert.AreEqual(
            "Sequential { Layers = [LinearOptions { Units = 3, Activation = Relu }, UnflattenOptions { Shape = [1, 3] }], EmbeddingSize = 128 }",
            new Sequential { Layers = [new LinearOptions { Units = 3 }, new UnflattenOptions { Shape = [1, 3] }] }.ToString());
    }

    [TestMethod]
    public void TheList_IsCopied()
    {
        LayerOptions[] layers = [new LinearOptions { Units = 3 }];
        var architecture = new Sequential { Layers = layers };
        layers[0] = new FlattenOptions();
        Assert.AreEqual(new LinearOptions { Units = 3 }, architecture.Layers[0]);
    }

    [TestMethod]
    [DataRow("""[{"type":"Nonesuch"}]""", "Layers[0]", "'Nonesuch' is not registered", DisplayName = "unknown layer")]
    [DataRow("""[{"type":"FeedForward"}]""", "Layers[0]", "'FeedForward' is not registered", DisplayName = "an architecture")]
    [DataRow("""[{"type":"Linear"},null]""", "Layers[1]", "JSON object", DisplayName = "null")]
    [DataRow("""[{"type":"Linear"},7]""", "Layers[1]", "JSON object", DisplayName = "a number")]
    [DataRow("""[{"type":"Linear","units":0}]""", "Layers[0]", "Units is 0", DisplayName = "out of range")]
    [DataRow("""[{"type":"Linear","units":4000000000}]""", "Layers[0]", "'Linear'", DisplayName = "too large for an integer")]
    [DataRow("""[{"type":"Linear","unit":1}]""", "Layers[0]", "unit", DisplayName = "unknown member")]
    [DataRow("""[{"type":"Pooling","kind":"Median"}]""", "Layers[0]", "kind", DisplayName = "unknown kind")]
    [DataRow("""[{"type":"Unflatten","shape":[]}]""", "Layers[0]", "Shape", DisplayName = "no axes")]
    [DataRow("""[{"type":"Unflatten","shape":[2,-1]}]""", "Layers[0]", "Shape[1] is -1", DisplayName = "negative axis")]
    [DataRow("""[{"type":"Residual"}]""", "Layers[0]", "Layers is empty", DisplayName = "empty residual block")]
    [DataRow("""[{"type":"Residual","layers":[{"type":"Dropout","rate":1}]}]""", "Layers[0]: Layers[0]", "Rate is 1", DisplayName = "within a block")]
    [DataRow("""[{"type":"Residual","layers":null}]""", "Layers[0]", "null", DisplayName = "null for a list")]
    [DataRow("{}", "Sequential", "JSON array", DisplayName = "no list")]
    public void FromJson_OfBadLayers_NamesThePlace(string layers, string first, string second)
    {
        string message = Assert.ThrowsExactly<InvalidDataException>(() => Architectures.FromJson($$"""{"type":"Sequential","layers":{{layers}}}""")).Message;
        StringAssert.Contains(message, first);
        StringAssert.Contains(message, second);
    }

    [TestMethod]
    public void FromJson_OfTooManyOrTooDeepLayers_Throws()
    {
        Fails(string.Join(',', Enumerable.Repeat("""{"type":"Flatten"}""", 1001)), "1001 layers; expected at most 1000");
        string half = $$"""{"type":"Residual","layers":[{{string.Join(',', Enumerable.Repeat("""{"type":"Flatten"}""", 600))}}]}""";
        Fails($"{half},{half}", "1202 layers");
        foreach (int depth in new[] { 9, 15, 25, 1000, 100_000 })
        {
            Fails(string.Concat(Enumerable.Repeat("""{"type":"Residual","layers":[""", depth)) + """{"type":"Flatten"}""" + string.Concat(Enumerable.Repeat("]}", depth)), "");
        }

        LayerOptions nested = new FlattenOptions();
        for (int i = 0; i < 8; i++)
        {
            nested = new ResidualOptions { Layers = [nested] };
        }

        var deepest = new Sequential { Layers = [nested] };
        Assert.AreEqual(deepest, Architectures.FromJson(Architectures.ToJson(deepest)));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new Sequential { Layers = [new ResidualOptions { Layers = [nested] }] }).Message, "up to 9 deep within others; expected at most 1000, and 8 deep");

        static void Fails(string layers, string part) => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Architectures.FromJson($$"""{"type":"Sequential","layers":[{{layers}}]}""")).Message, part);
    }

    [TestMethod]
    public void Create_OfLayersThatDoNotFit_NamesThePlaceAndWhatToDo()
    {
        Fails("Sequential: what Layers[0] (ConvolutionOptions) gives has shape [32, 6, 5]; the linear layer at the end takes a vector. Add FlattenOptions", [1, 6, 5], new ConvolutionOptions());
        Fails("Sequential: a row has shape [6, 5]", [6, 5]);
        Fails("Layers[1] (RecurrentOptions): a row has shape [128]; expected [time, features]. UnflattenOptions makes sequences", [6], new LinearOptions(), new RecurrentOptions());
        Fails("Layers[0] (LinearOptions): a row has shape [1, 6, 5]; expected [features] or [time, features]. FlattenOptions makes vectors", [1, 6, 5], new LinearOptions());
        Fails("Layers[0] (ConvolutionOptions): Padding is Causal, which is for sequences", [1, 6, 5], new ConvolutionOptions { Padding = SequentialPadding.Causal });
        Fails("Layers[0] (ConvolutionOptions): ", [1, 6, 5], new ConvolutionOptions { KernelSize = 9, Padding = SequentialPadding.None });
        Fails("3 groups do not divide 1 input channels", [1, 6, 5], new ConvolutionOptions { Groups = 3 });
        Fails("Layers[0] (TransformerOptions): 4 heads cannot share 6 features", [5, 6], new TransformerOptions());
        Fails("Layers[0] (UnflattenOptions): ", [5], new UnflattenOptions { Shape = [2, 3] });
        Fails(
            "Layers[1] (ResidualOptions): Layers[0] (PoolingOptions): ",
            [3, 4],
            new DropoutOptions(),
            new ResidualOptions { Layers = [new PoolingOptions { Size = 9 }] });
        Fails(
            "Layers[0] (ResidualOptions): the layers make [7] of a row [3], and what is to be added to it has shape [3].", [3], new ResidualOptions { Layers = [new LinearOptions { Units = 7 }] });
        Fails("Layers[0] (ResidualOptions): Layers[0] (LinearOptions): Units is -1", [3], new ResidualOptions { Layers = [new LinearOptions { Units = -1 }] });
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Sequential { Layers = [new FlattenOptions(), null!] }).Message, "Layers[1] is null; expected a layer.");

        static void Fails(string part, Shape row, params LayerOptions[] layers) => StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => Network.Create(new Sequential { Layers = layers }, new BinaryObjective(), new InputDescription(row), seed: 1)).Message, part);
    }

    [TestMethod]
    public void AnOwnLayer_CanBeRegistered()
    {
        SequentialLayers.Register<Doubled>("tests.doubled");
        var architecture = new Sequential { Layers = [new Doubled { Times = 3 }] };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        Assert.ThrowsExactly<ArgumentException>(() => SequentialLayers.Register<Doubled>("Linear"));
    }

    private sealed record Doubled : LayerOptions
    {
        public int Times { get; init; }

        public override Layer Build(string name, Shape input, ParameterSource parameters) => new Flatten(name);
    }
}
