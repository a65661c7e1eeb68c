using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class SequentialTests
{
    private static readonly Sequential s_series = new()
    {
        Layers =
        [
            new ConvolutionOptions { Channels = 4, KernelSize = 2, Dilation = 2, Padding = SequentialPadding.Causal, Activation = Activation.Elu },
            new PositionsOptions(),
            new ResidualOptions { Layers = [new LayerNormalizationOptions(), new SelfAttentionOptions { Heads = 2 }] },
            new RecurrentOptions { Cell = RecurrentCell.Lstm, HiddenSize = 3, Bidirectional = true },
            new AttentionPoolingOptions(),
            new LinearOptions { Units = 4 },
        ],
    };

    private static readonly Sequential s_images = new()
    {
        Layers =
        [
            new ConvolutionOptions { Channels = 4, Stride = 2 },
            new ResidualOptions
            {
                Layers = [new BatchNormalizationOptions { Activation = Activation.Silu }, new ConvolutionOptions { Channels = 6, Groups = 2, Bias = false, Activation = Activation.None }],
                Shortcut = [new ConvolutionOptions { Channels = 6, KernelSize = 1, Activation = Activation.None }],
                Activation = Activation.Relu,
            },
            new PoolingOptions { Kind = PoolingKind.Average, Stride = 1 },
            new GroupNormalizationOptions { Groups = 3 },
            new GlobalPoolingOptions { Kind = PoolingKind.Max },
        ],
    };

    /// <summary>
    /// PyTorch 1.13 with parameter number n, over all of them in turn, 0.5 sin(1.3 n^2 + 0.5), on rows cos(0.9 i); the loss is the mean of squares.
    /// <code>
    /// h = F.elu(F.conv1d(F.pad(x.transpose(1, 2), (2, 0)), w, b, dilation=2)).transpose(1, 2) + positions
    /// h = h + attention(F.layer_norm(h, [4], nw, nb)); h = lstm(h)[0]; h = (torch.softmax(torch.tanh(h) @ aw.t(), 1) * h).sum(1)
    /// out = F.linear(F.relu(F.linear(h, w1, b1)), w2, b2)
    /// </code>
    /// </summary>
    [TestMethod]
    public void OfSequences_OutputAndGradient_AreThoseOfPyTorch()
    {
        Network network = Differentiate(s_series, new InputDescription([5, 2]), rows: 3, parameters: 388, out float[] output);
        AssertClose([-0.20912667f, -0.0036248958f, -0.19698314f, 0.002353105f, -0.2062555f, -0.0022114806f], output);
        AssertGradient(network, "layers.0.weight",
            0.0014020901f, 7.9014011e-05f, 0.0017771592f, -0.00071507302f, 0.0003223778f, 0.00059160782f, -0.0011446348f, 0.0019799198f, -0.00011469482f, 0.0011393439f, -0.00079104269f,
            0.0012612117f, -0.00044435344f, -0.00012195837f, -0.00083921151f, 0.0010129513f);
        AssertGradient(network, "layers.2.1.in_proj_bias", 4.8990596e-06f, 6.3078019e-06f, 4.8108939e-07f, -2.1064302e-06f, 0, 0, 0, 0, 0.002539885f, 0.0016699323f, -0.00036407812f, 0.00087928522f);
        AssertGradient(network, "layers.4.weight", 5.2787247e-05f, 0.0001781281f, 6.1303188e-05f, -2.3586272e-05f, -0.00010612827f, 8.2377948e-05f);
    }

    /// <summary>
    /// PyTorch 1.13, parameters and loss as above.
    /// <code>
    /// h = F.relu(F.conv2d(x, w, b, stride=2, padding=1))
    /// h = F.relu(F.conv2d(F.silu(F.batch_norm(h, None, None, bw, bb, True)), rw, padding=1, groups=2) + F.conv2d(h, sw, sb))
    /// out = F.linear(F.group_norm(F.avg_pool2d(h, 2, 1), 3, gw, gb).amax((2, 3)), ow, ob)
    /// </code>
    /// </summary>
    [TestMethod]
    public void OfImages_OutputAndGradient_AreThoseOfPyTorch()
    {
        Network network = Differentiate(s_images, new InputDescription([1, 5, 6]), rows: 2, parameters: 212, out float[] output);
        AssertClose([0.23145486f, 0.42032698f, 0.20993426f, 0.36538541f], output);
        AssertGradient(network, "layers.0.weight",
            0.0069708144f, 0.0065896492f, 0.0036351844f, 0.014909929f, -0.00087531202f, 0.0011319397f, -0.0022961649f, -0.012011853f, -0.0019744185f, -0.0017307989f, 0.012687159f, 0.0045778146f,
            -0.025864f, -0.0097314976f, 4.0392686e-05f, -0.00176049f, 0.002173895f, -0.016305961f, 0.0049634287f, -0.0090972772f, -0.016273344f, 0.0084845815f, 0.0075386739f, 0.00064248411f,
            -0.0016362347f, 0.0043429644f, 0.0071186326f, -0.0075968741f, -0.035891246f, -0.037967633f, 0.0017329826f, 0.0026745792f, 0.0009575673f, 0.0036049045f, -0.0046412544f, 0.0019992252f);
        AssertGradient(network, "layers.1.shortcut.0.bias", 0.0079277297f, -0.0095762089f, -0.020133805f, 0.026916198f, 0.025306629f, -0.0078715477f);
    }

    [TestMethod]
    public void OfAnEmptyList_IsALinearModel()
    {
        Network network = Create(new Sequential(), new InputDescription([3]));
        CollectionAssert.AreEqual(new[] { "output.weight [2, 3]", "output.bias [2]" }, network.Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
    }

    [TestMethod]
    public void OfColumns_EncodesThemToAVector()
    {
        Network network = Create(new Sequential { Layers = [new LinearOptions { Units = 5 }, new DropoutOptions()] }, TestColumns.Input());
        Network same = Network.Create(new FeedForward { HiddenLayers = [5] }, new MulticlassObjective(2), TestColumns.Input(), seed: 1);
        CollectionAssert.AreEqual(
            same.Module.Parameters.Select(parameter => parameter.ToString().Replace("layers.1.", "output.", StringComparison.Ordinal)).ToArray(),
            network.Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
        float[] rows = TestColumns.Rows(20, missing: true), scores = new float[40], expected = new float[40];
        network.Predict(rows, 20, scores);
        same.Predict(rows, 20, expected);
        CollectionAssert.AreEqual(expected, scores);
    }

    [TestMethod]
    public void OfAnImageColumn_GetsItsPixelsStandardised()
    {
        var column = new ImageColumn { Name = "photo", Height = 5, Width = 6, Means = [3], Scales = [2] };
        Network network = Create(s_images, InputDescription.Of(column)), plain = Create(s_images, new InputDescription([1, 5, 6]));
        float[] pixels = [.. Enumerable.Range(0, 60).Select(i => (float)(i % 7))], scores = new float[4], expected = new float[4];
        network.Predict(pixels, 2, scores);
        plain.Predict([.. pixels.Select(pixel => (pixel - 3) / 2)], 2, expected);
        AssertClose(expected, scores);
    }

    /// <summary>What stands past a row's length changes nothing, within blocks either.</summary>
    [TestMethod]
    [DataRow("attention")]
    [DataRow("mean")]
    [DataRow("largest")]
    [DataRow("last")]
    [DataRow("final state")]
    public void OfTokens_DoesNotSeeThePadding(string end)
    {
        LayerOptions pooling = end switch
        {
            "attention" => new AttentionPoolingOptions(),
            "mean" => new GlobalPoolingOptions(),
            "largest" => new GlobalPoolingOptions { Kind = PoolingKind.Max },
            "last" => new SequencePoolingOptions { Kind = SequencePoolingKind.Last },
            _ => new RecurrentOptions { HiddenSize = 5, Bidirectional = true, FinalState = true },
        };
        var architecture = new Sequential
        {
            EmbeddingSize = 8,
            Layers =
            [
                new PositionsOptions(),
                new TransformerOptions { Heads = 2, FeedForward = 6 },
                new ResidualOptions { Layers = [new SelfAttentionOptions { Heads = 2 }, new RecurrentOptions { Cell = RecurrentCell.Rnn, HiddenSize = 4, Bidirectional = true }], Shortcut = [new LinearOptions { Units = 8 }] },
                pooling,
            ],
        };
        Network network = Create(architecture, InputDescription.Of(new TokenColumn { Name = "title", MaximumLength = 4, VocabularySize = 9 }));
        Assert.AreEqual("embedding.weight [9, 8]", network.Module.Parameters[0].ToString());
        float[] scores = new float[6];
        network.Predict([2, 5, 7, 0, 0, 2, 5, 7, 8, 3, 3, 5, 7, 8, 0], 3, scores);
        AssertClose(scores[..2], scores[2..4]);
        Assert.AreNotEqual(scores[0], scores[4], 1e-4f);
    }

    [TestMethod]
    public void OfSequencesOfUnequalLengths_DoesNotSeeThePadding()
    {
        var column = new SequenceColumn { Name = "signal", MaximumLength = 3, IsVariable = true, Means = [1, 2], Scales = [1, 2] };
        var architecture = new Sequential { Layers = [new LinearOptions { Units = 4 }, new TransformerOptions { Heads = 2 }, new SequencePoolingOptions()] };
        Network network = Create(architecture, InputDescription.Of(column));
        float[] scores = new float[4];
        network.Predict([2, 0.5f, 1, 2, 3, 0, 0, 2, 0.5f, 1, 2, 3, 8, 9], 2, scores);
        AssertClose(scores[..2], scores[2..]);
    }

    [TestMethod]
    [DataRow("series")]
    [DataRow("images")]
    public void Train_OnOneAndTwoThreads_GivesTheSameBits_AndSurvivesSaving(string kind)
    {
        Sequential architecture = kind == "series" ? s_series : s_images;
        architecture = architecture with { Layers = [.. architecture.Layers, new DropoutOptions()] };
        Shape row = kind == "series" ? [5, 2] : [1, 5, 6];
        const int Count = 96;
        int length = (int)row.Length;
        var random = new Philox(3);
        float[] rows = new float[Count * length];
        foreach (ref float value in rows.AsSpan())
        {
            value = random.NextGaussian();
        }

        // Whether the first half or the second is larger.
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => rows.AsSpan(i * length, length) is var own && Sum(own[..(length / 2)]) > Sum(own[(length / 2)..]) ? 1 : 0)];
        Network[] networks = [.. new[] { 1, 2 }.Select(threads =>
        {
            Network network = Create(architecture, new InputDescription(row));
            network.Train(
                new InMemoryData(row, rows, labels), null, new TrainingOptions { Epochs = 40, BatchSize = 32, LearningRate = 0.01f, Seed = 5, MaxDegreeOfParallelism = threads });
            return network;
        })];
        foreach ((Parameter one, Parameter two) in networks[0].Module.Parameters.Zip(networks[1].Module.Parameters))
        {
            CollectionAssert.AreEqual(one.Values.ToArray(), two.Values.ToArray(), one.Name);
        }

        float[] scores = new float[2 * Count], loaded = new float[2 * Count], single = new float[2];
        networks[0].Predict(rows, Count, scores);
        Assert.IsGreaterThan(0.85 * Count, Enumerable.Range(0, Count).Count(i => scores[(2 * i) + labels[i]] > 0.5f));
        using var stream = new MemoryStream();
        networks[0].Save(stream);
        stream.Position = 0;
        Network again = Network.Load(stream);
        Assert.AreEqual(architecture, again.Architecture);
        again.Predict(rows, Count, loaded);
        CollectionAssert.AreEqual(scores, loaded);
        for (int i = 0; i < Count; i += 7)
        {
            networks[0].Predict(rows.AsSpan(i * length, length), 1, single);
            AssertClose(scores[(2 * i)..((2 * i) + 2)], single);
        }

        static float Sum(ReadOnlySpan<float> values)
        {
            float sum = 0;
            foreach (float value in values)
            {
                sum += value;
            }

            return sum;
        }
    }

    [TestMethod]
    public void Network_AsATable_IsTheList()
    {
        // 4 * 9 + 4; 2 * 4; 6 * 2 * 9; 6 * 4 + 6; 2 * 6; 2 * 6 + 2, counted by hand.
        string expected =
            """
            Layer (type)                                  Output shape      Parameters
            --------------------------------------------------------------------------
            layers.0 (Convolution2D, 3 x 3, Relu)         [batch, 4, 3, 3]          40
            layers.1 (Residual, Relu)                     [batch, 6, 3, 3]
              layers.1.0 (BatchNormalization, Silu)       [batch, 4, 3, 3]           8
              layers.1.1 (Convolution2D, 3 x 3)           [batch, 6, 3, 3]         108
              layers.1.shortcut.0 (Convolution2D, 1 x 1)  [batch, 6, 3, 3]          30
            layers.2 (AveragePooling2D, 2 x 2)            [batch, 6, 2, 2]           0
            layers.3 (GroupNormalization, 3)              [batch, 6, 2, 2]          12
            layers.4 (GlobalMaxPooling)                   [batch, 6]                 0
            output (Linear)                               [batch, 2]                14
            --------------------------------------------------------------------------
            Total parameters: 212
            Buffers: 8
            """;
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), Create(s_images, new InputDescription([1, 5, 6])).ToString());
    }

    private static Network Differentiate(Sequential architecture, InputDescription input, int rows, int parameters, out float[] output)
    {
        Network network = Create(architecture, input);
        int number = 0;
        foreach (Parameter parameter in network.Module.Parameters)
        {
            foreach (ref float value in parameter.Values)
            {
                value = 0.5f * (float)Math.Sin((1.3 * number * number) + 0.5);
                number++;
            }
        }

        Assert.AreEqual(parameters, number);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var training = new ForwardContext(scope, tape, training: true);
        Shape batch = [rows, .. input.Shape];
        Tensor result = network.Module.Forward(training, scope.From([.. Enumerable.Range(0, (int)batch.Length).Select(i => (float)Math.Cos(0.9 * i))], batch));
        output = result.ToArray();
        tape.Backward(training.Run(new MeanSquaredError(), result, scope.From(new float[2 * rows], [rows, 2])), scope);
        return network;
    }

    private static Network Create(Sequential architecture, InputDescription input) => Network.Create(architecture, new MulticlassObjective(2), input, seed: 1);

    private static void AssertGradient(Network network, string parameter, params float[] expected) =>
        AssertClose(expected, network.Module.Parameters.Single(candidate => candidate.Name == parameter).Gradient.ToArray(), 1e-6f);

    private static void AssertClose(float[] expected, float[] actual, float absolute = 1e-5f)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], absolute + (1e-4f * Math.Abs(expected[i])), $"at {i}");
        }
    }
}
