using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class TabularTransformerTests
{
    private const float None = float.NaN;

    private static readonly TabularTransformer s_small = new() { Blocks = 2, Width = 4, Heads = 2, HiddenFactor = 1.5f, AttentionDropout = 0, HiddenDropout = 0 };

    // Of TestColumns: size, colour, height, width, weight, city.
    private static readonly float[] s_rows =
    [
        0.5f, 0, 4, 7, 1.5f, 1,
        1.25f, 3, None, 2, -0.5f, 2,
        None, 1, 6, None, 0.25f, 1,
        3, 2, 5.5f, 9, None, 2,
        -1, 3, 1, 6, 2, 1,
    ];

    [TestMethod]
    public void Build_NamesParametersAlikeWithAndWithoutDropout()
    {
        string[] expected =
        [
            "input.numbers.weight [5, 4]", "input.numbers.missing [1, 4]", "input.1.weight [4, 4]", "input.4.weight [3, 4]", "input.bias [7, 4]",
            .. Block("blocks.0"),
            "blocks.1.norm1.weight [4]", "blocks.1.norm1.bias [4]",
            .. Block("blocks.1"),
            "output.normalization.weight [4]", "output.normalization.bias [4]", "output.linear.weight [2, 4]", "output.linear.bias [2]",
        ];
        foreach (float dropout in new[] { 0, 0.5f })
        {
            Network network = Create(s_small with { AttentionDropout = dropout, HiddenDropout = dropout, ResidualDropout = dropout });
            CollectionAssert.AreEqual(expected, network.Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
            CollectionAssert.AreEqual(
                new[] { "input.numbers.mean [4]", "input.numbers.scale [4]", "input.numbers.edges [3]" }, network.Module.Buffers.Select(buffer => buffer.ToString()).ToArray());
        }

        static string[] Block(string name) =>
        [
            $"{name}.attention.in_proj_weight [12, 4]", $"{name}.attention.in_proj_bias [12]", $"{name}.attention.out_proj.weight [4, 4]", $"{name}.attention.out_proj.bias [4]",
            $"{name}.norm2.weight [4]", $"{name}.norm2.bias [4]", $"{name}.linear1.weight [6, 4]", $"{name}.linear1.bias [6]", $"{name}.gate.weight [6, 4]", $"{name}.gate.bias [6]",
            $"{name}.linear2.weight [4, 6]", $"{name}.linear2.bias [4]",
        ];
    }

    /// <summary>
    /// PyTorch 1.13 with parameter number n, over all of them in turn, sin(1.3 n^2 + 0.5); the loss is the mean of squares. Tokens, numbers first:
    /// <code>
    /// t = torch.stack([size.clamp(0, 1)[:, None] * W[0] + (size - 1).clamp(0, 1)[:, None] * W[1], ((height - 5) / 2)[:, None] * W[2],
    ///     ((width - 6) / 4)[:, None] * W[3] + missing[:, None] * M[0], weight[:, None] * W[4], colours[colour], cities[city], torch.zeros(5, 4)], 1) + bias
    /// </code>
    /// and each block, of which each token is a query:
    /// <code>
    /// x = x + attention(x if first else F.layer_norm(x, [4], *norm1)); h = F.layer_norm(x, [4], *norm2); x = x + linear2(linear1(h) * F.relu(gate(h)))
    /// </code>
    /// output = linear(F.relu(F.layer_norm(x[:, -1], [4], *norm))).
    /// </summary>
    [TestMethod]
    public void Forward_AndItsGradient_AreThoseOfPyTorch()
    {
        Network network = Create(s_small);
        int number = 0;
        foreach (Parameter parameter in network.Module.Parameters)
        {
            foreach (ref float value in parameter.Values)
            {
                value = (float)Math.Sin((1.3 * number * number) + 0.5);
                number++;
            }
        }

        Assert.AreEqual(458, number);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var training = new ForwardContext(scope, tape, training: true);
        Tensor output = network.Module.Forward(training, scope.From(s_rows, [5, 6]));
        AssertClose(
            [-0.010142446f, -0.34061599f, 0.095900953f, -0.2983402f, 0.11881024f, -0.28967023f, 0.077323198f, -0.3083607f, -0.18248361f, -0.53023541f], output.ToArray());

        tape.Backward(training.Run(new MeanSquaredError(), output, scope.From(new float[10], [5, 2])), scope);
        AssertGradient(network, "input.numbers.weight",
            -0.0004395119f, 0.00037570728f, 0.00049364992f, -0.00030222727f, -0.00017447678f, 0.00039071066f, 1.6042512e-05f, -8.5276552e-05f, 0.0090477653f, -0.0089838905f, 0.0052442551f,
            0.0010918604f, 4.2009444e-05f, -0.00038763369f, 4.6873582e-05f, 0.00019315814f, -0.017090196f, -0.022018971f, 0.023424856f, -0.032004904f);
        AssertGradient(network, "input.numbers.missing", -0.00023396312f, -0.00015530278f, 0.00028935901f, -3.1351785e-05f);
        AssertGradient(network, "input.4.weight",
            0, 0, 0, 0, -0.0012355715f, 0.0010483719f, 0.0026433386f, -0.002465527f, -0.0014491621f, -0.00032833422f, 0.00025639424f, -0.00059477828f);
        AssertGradient(network, "input.bias",
            -0.0065920786f, 0.0024210368f, -0.0055881897f, -9.1431808e-05f, -0.0059626671f, 0.0047238194f, -0.0027655405f, -0.0015727985f, 0.0047373623f, -0.00016675037f, 0.0063107312f,
            -0.001291855f, -0.0088359248f, -0.011192319f, 0.012682072f, -0.016340245f, -0.00023536611f, -0.0061777672f, 0.0037902801f, -0.00012945828f, -0.0026847336f, 0.00072003767f,
            0.0028997329f, -0.0030603053f, -0.023934009f, 0.0079229875f, 0.00020882417f, -0.0070372266f);
        AssertGradient(network, "blocks.0.attention.in_proj_weight",
            0.0029905229f, -0.0011680229f, -0.006026512f, 0.0033445691f, -0.0056297518f, 0.0037044887f, 0.009705158f, -0.0056456905f, 0.0032369087f, -0.0046086092f, -0.0025258882f,
            0.0043945764f, -0.0061630411f, 0.0028329249f, -0.0033033565f, 0.0038089259f, 0.0012601512f, 0.00034323623f, -0.0034279006f, -0.002274096f, -0.00061102683f, -0.00040983566f,
            -0.000405206f, -0.0027806109f, -0.0065672942f, 0.0057438589f, -0.0013501879f, 0.013465314f, -0.0018686294f, 0.0002432107f, -0.0058119702f, 0.0099517601f, -0.00074497116f,
            0.0061002267f, 0.00078786613f, -0.0032852143f, -2.1292828e-05f, -0.0040383977f, 0.0028497176f, -0.00067799195f, -0.003682097f, 0.0085489694f, -0.018340228f, 0.02292465f,
            0.0070128934f, -0.010922999f, -0.014566502f, 0.018097898f);
        AssertGradient(network, "blocks.1.gate.weight",
            0, 0, 0, 0, -0.031250197f, -0.016926222f, 0.0014270097f, 0.013194029f, 0, 0, 0, 0, 0, 0, 0, 0, 0.0098740505f, 0.0054350751f, -0.00049399346f, -0.0041669644f, -0.006176983f,
            -0.0033696082f, 0.00029371178f, 0.0026170788f);
    }

    /// <summary>With the numbers' weights those of a row of tokens, a vector without columns gives what standardised columns of mean 0 and scale 1 give.</summary>
    [TestMethod]
    public void Predict_OfAVectorWithoutColumns_TakesEachNumberAsAToken()
    {
        Network plain = Network.Create(s_small, new MulticlassObjective(2), new InputDescription([3]), seed: 1);
        Network columns = Network.Create(s_small, new MulticlassObjective(2), InputDescription.Of(NumberColumn.AsTheyAre("a", 2), NumberColumn.AsTheyAre("b", 1)), seed: 1);
        Assert.AreEqual("input.numbers.weight [3, 4]", plain.Module.Parameters[0].ToString());
        float[] rows = [1, 2, 3, -0.5f, 0.25f, 0], scores = new float[4], others = new float[4];
        plain.Predict(rows, 2, scores);
        columns.Predict(rows, 2, others);
        CollectionAssert.AreEqual(scores, others);
        Assert.AreNotEqual(scores[0], scores[2]);
    }

    /// <summary>Attention knows no order: columns that change places with their parameters change nothing.</summary>
    [TestMethod]
    public void Predict_OfCategoriesAlone_DoesNotDependOnTheirOrder()
    {
        var colour = new CategoryColumn { Name = "colour", Count = 4 };
        var city = new CategoryColumn { Name = "city", Count = 3 };
        Network one = Network.Create(s_small, new MulticlassObjective(2), InputDescription.Of(colour, city), seed: 1);
        Network other = Network.Create(s_small, new MulticlassObjective(2), InputDescription.Of(city, colour), seed: 1);
        foreach (Parameter parameter in one.Module.Parameters)
        {
            string name = parameter.Name switch
            {
                "input.0.weight" => "input.1.weight",
                "input.1.weight" => "input.0.weight",
                string same => same,
            };
            Span<float> values = Named(other, name).Values;
            parameter.Values.CopyTo(values);
            if (name == "input.bias")
            {
                parameter.Values[..4].CopyTo(values[4..]);
                parameter.Values[4..8].CopyTo(values);
            }
        }

        float[] scores = new float[4], swapped = new float[4];
        one.Predict([3, 0, 1, 2], 2, scores);
        other.Predict([0, 3, 2, 1], 2, swapped);
        AssertClose(scores, swapped);
        Assert.AreNotEqual(scores[0], scores[2]);
    }

    [TestMethod]
    public void Create_KeepsUntrainedCategoriesAtZero()
    {
        Parameter table = Named(Create(s_small), "input.4.weight");
        CollectionAssert.AreEqual(new float[4], table.Values[..4].ToArray());
        Assert.IsTrue(table.Values[4..].ToArray().All(value => value != 0 && Math.Abs(value) <= 0.5f));
    }

    [TestMethod]
    public void Train_OnOneAndTwoThreads_GivesTheSameBits_AndLearns()
    {
        var architecture = new TabularTransformer { Blocks = 2, Width = 16, Heads = 4, ResidualDropout = 0.1f };
        const int Count = 512;
        float[] rows = TestColumns.Rows(Count, missing: false);

        // The colour decides what the weight says.
        int[] labels = [.. Enumerable.Range(0, Count).Select(row => rows[(6 * row) + 4] > 2 == rows[(6 * row) + 1] < 2 ? 1 : 0)];
        var data = new InMemoryData([6], rows, labels);
        Network[] networks = [.. new[] { 1, 2 }.Select(threads =>
        {
            Network network = Create(architecture);
            network.Train(data, null, new TrainingOptions { Epochs = 30, BatchSize = 64, LearningRate = 3e-3f, Seed = 5, MaxDegreeOfParallelism = threads });
            return network;
        })];
        foreach ((Parameter one, Parameter two) in networks[0].Module.Parameters.Zip(networks[1].Module.Parameters))
        {
            CollectionAssert.AreEqual(one.Values.ToArray(), two.Values.ToArray(), one.Name);
        }

        float[] scores = new float[2 * Count];
        networks[0].Predict(rows, Count, scores);
        int right = Enumerable.Range(0, Count).Count(row => scores[(2 * row) + labels[row]] > 0.5f);
        Assert.IsGreaterThan(0.95 * Count, right);
    }

    [TestMethod]
    public void SaveAndLoad_AndOneRowAtATime_GiveTheSamePredictions()
    {
        Network network = Create(new TabularTransformer { Width = 16 });
        const int Count = 37;
        float[] rows = TestColumns.Rows(Count, missing: true), scores = new float[2 * Count], loaded = new float[2 * Count], one = new float[2];
        network.Predict(rows, Count, scores);
        using var stream = new MemoryStream();
        network.Save(stream);
        stream.Position = 0;
        Network again = Network.Load(stream);
        Assert.AreEqual(network.Architecture, again.Architecture);
        again.Predict(rows, Count, loaded);
        CollectionAssert.AreEqual(scores, loaded);
        for (int row = 0; row < Count; row++)
        {
            network.Predict(rows.AsSpan(6 * row, 6), 1, one);
            AssertClose(scores[(2 * row)..((2 * row) + 2)], one);
        }
    }

    [TestMethod]
    public void Network_AsATable_NamesTokensAndBlocks()
    {
        // 458 parameters as in the comparison with PyTorch; a block has 60 + 20 + 8 + 2 * 30 + 28, the second one 8 more.
        string expected =
            """
            Layer (type)                                              Output shape   Parameters
            -----------------------------------------------------------------------------------
            input (Tokens, 4 numbers, 2 categories)                   [batch, 7, 4]          80
            blocks.0 (TabularTransformerBlock, 2 heads)               [batch, 7, 4]         176
            blocks.1 (TabularTransformerBlock, 2 heads, class token)  [batch, 4]            184
            output.normalization (LayerNormalization)                 [batch, 4]              8
            output.activation (Relu)                                  [batch, 4]              0
            output.linear (Linear)                                    [batch, 2]             10
            -----------------------------------------------------------------------------------
            Total parameters: 458
            Buffers: 11
            """;
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), Create(s_small).ToString());
    }

    [TestMethod]
    public void Json_KeepsEveryHyperparameter()
    {
        var architecture = new TabularTransformer
        {
            Blocks = 5,
            Width = 36,
            Heads = 6,
            HiddenFactor = 1.25f,
            AttentionDropout = 0.125f,
            HiddenDropout = 0.25f,
            ResidualDropout = 0.375f,
        };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        Assert.AreEqual(new TabularTransformer(), Architectures.FromJson(Architectures.ToJson(new TabularTransformer())));
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Fails("Blocks is 0; expected at least 1 and at most 100.", new() { Blocks = 0 });
        Fails("HiddenFactor is NaN", new() { HiddenFactor = None });
        Fails("AttentionDropout is 1; expected at least 0 and less than 1.", new() { AttentionDropout = 1 });
        Fails("Width is 100 and Heads is 8; expected a width that is a multiple of the heads, such as 104.", new() { Width = 100 });
        Fails("found [3, 2]", new(), new InputDescription([3, 2]));
        Fails("found [0]", new(), new InputDescription([0]));
        Fails("'photo' is of type ImageColumn", new(), InputDescription.Of(new ImageColumn { Name = "photo", Height = 2, Width = 2, Means = [0], Scales = [1] }));
        Fails("'title' is of type TokenColumn", new(), InputDescription.Of(new TokenColumn { Name = "title", MaximumLength = 4, VocabularySize = 9 }));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Architectures.FromJson("""{"type":"TabularTransformer","width":10,"heads":4}""")).Message, "Width is 10 and Heads is 4");

        static void Fails(string part, TabularTransformer architecture, InputDescription? input = null) =>
            StringAssert.Contains(Assert.Throws<ArgumentException>(() => Create(architecture, input)).Message, part);
    }

    private static Network Create(TabularTransformer architecture, InputDescription? input = null) =>
        Network.Create(architecture, new MulticlassObjective(2), input ?? TestColumns.Input(), seed: 1);

    private static Parameter Named(Network network, string name) => network.Module.Parameters.Single(parameter => parameter.Name == name);

    private static void AssertGradient(Network network, string parameter, params float[] expected) => AssertClose(expected, Named(network, parameter).Gradient.ToArray(), 1e-6f);

    private static void AssertClose(float[] expected, float[] actual, float absolute = 1e-5f)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], absolute + (1e-4f * Math.Abs(expected[i])), $"at {i}");
        }
    }
}
