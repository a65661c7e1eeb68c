using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Images as a column: what the network gets, and that they vary in training alone.</summary>
[TestClass]
public sealed class ImageColumnTests
{
    private static readonly ImageColumn s_plain = new() { Name = "photo", Height = 6, Width = 5, Means = [100, 110, 120], Scales = [10, 20, 40] };

    private static readonly ImageColumn s_varied = s_plain with { Augmentation = new() { FlipHorizontally = true, CropPadding = 2, Brightness = 0.2f, Contrast = 0.2f, Saturation = 0.2f } };

    [TestMethod]
    public void Images_AreStandardizedByChannel()
    {
        float[] row = [.. Enumerable.Range(0, s_plain.Size).Select(i => 7f * i)];
        float[] found = Encode(s_plain, row, training: false);
        for (int i = 0; i < row.Length; i++)
        {
            int channel = i / 30;
            Assert.AreEqual((row[i] - s_plain.Means[channel]) / s_plain.Scales[channel], found[i], 1e-4);
        }
    }

    [TestMethod]
    public void Augmentation_IsForTrainingAlone()
    {
        float[] row = [.. Enumerable.Range(0, s_plain.Size).Select(i => 7f * i)];
        float[] plain = Encode(s_plain, row, training: false);
        CollectionAssert.AreEqual(plain, Encode(s_varied, row, training: false));
        CollectionAssert.AreEqual(plain, Encode(s_plain, row, training: true));
        CollectionAssert.AreNotEqual(plain, Encode(s_varied, row, training: true));
    }

    [TestMethod]
    public void WhatComesIn_IsTheMean_SoThatItIsZeroForTheNetwork()
    {
        float[] row = [.. Enumerable.Repeat(1000f, s_plain.Size)];
        float[] found = Encode(s_plain with { Augmentation = new() { CropPadding = 4 } }, [.. Enumerable.Repeat(row, 50).SelectMany(one => one)], training: true);
        Assert.IsTrue(found.All(value => value == 0 || value > 10));
        double share = found.Average(value => value == 0 ? 1.0 : 0);

        // Of 6 rows a shift of -4..4 leaves 6 - 20 / 9 on average, of 5 columns 5 - 20 / 9.
        Assert.AreEqual(1 - ((6 - (20 / 9.0)) / 6 * ((5 - (20 / 9.0)) / 5)), share, 0.12);
    }

    [TestMethod]
    public void Training_OfVariedImages_GivesTheSameBitsOnOneAndTwoThreads_AndLearns()
    {
        // Bright on the left or bright on the right, which a network must not be told to mirror.
        const int Rows = 128;
        var random = new Philox(4);
        float[] labels = [.. Enumerable.Range(0, Rows).Select(row => (float)(row % 2))];
        float[] rows = [.. Enumerable.Range(0, Rows * s_plain.Size).Select(i => 100 + (20 * random.NextGaussian()) + (i % 5 < 2 == (i / s_plain.Size % 2 == 0) ? 40 : 0))];
        InputDescription input = InputDescription.Of(s_varied with { Augmentation = s_varied.Augmentation! with { FlipHorizontally = false, FlipVertically = true, CropPadding = 1 } });

        (Network network, float[] one) = Train(1);
        CollectionAssert.AreEqual(one, Train(2).Weights);
        float[] scores = new float[Rows];
        network.Predict(rows, Rows, scores);
        Assert.IsGreaterThan(0.95, scores.Zip(labels).Average(pair => pair.First > 0 == pair.Second > 0 ? 1.0 : 0));

        (Network Network, float[] Weights) Train(int threads)
        {
            Network network = Network.Create(new Convolutional { Channels = [8], KernelSizes = [3], FinalPooling = FinalPooling.Flatten }, new BinaryObjective(), input, seed: 1);
            network.Train(new InMemoryData([s_plain.Size], rows, labels), null, new TrainingOptions { Epochs = 6, BatchSize = 32, LearningRate = 0.01f, Seed = 2, MaxDegreeOfParallelism = threads });
            return (network, [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())]);
        }
    }

    [TestMethod]
    public void Columns_DifferByTheirAugmentation_AlsoToCheckpoints()
    {
        Assert.AreEqual(s_varied, s_varied with { Augmentation = s_varied.Augmentation! with { } });
        foreach (ImageAugmentation other in new[]
        {
            s_varied.Augmentation! with { FlipHorizontally = false }, s_varied.Augmentation! with { FlipVertically = true }, s_varied.Augmentation! with { CropPadding = 1 },
            s_varied.Augmentation! with { Brightness = 0.1f }, s_varied.Augmentation! with { Contrast = 0.1f }, s_varied.Augmentation! with { Saturation = 0.1f }, new(),
        })
        {
            Assert.AreNotEqual(s_varied, s_varied with { Augmentation = other });
            Assert.AreNotEqual(InputDescription.Of(s_varied).Digest(), InputDescription.Of(s_varied with { Augmentation = other }).Digest(), other.ToString());
        }

        Assert.AreEqual("photo: 3 channels of 6 x 5 pixels", s_plain.ToString());
        Assert.AreEqual("photo: 3 channels of 6 x 5 pixels, flips left to right, crops by 2, brightness 0.2, contrast 0.2, saturation 0.2", s_varied.ToString());
    }

    [TestMethod]
    public void Augmentation_ThatDoesNotFitTheImages_IsNamed()
    {
        Fails("CropPadding is 5; expected at least 0 and at most 4", s_plain with { Augmentation = new() { CropPadding = 5 } });
        Fails("Saturation is 0.5; images of 1 channels have none", s_plain with { Means = [1], Scales = [1], Augmentation = new() { Saturation = 0.5f } });
        Fails("Brightness is 1.5", s_plain with { Augmentation = new() { Brightness = 1.5f } });
        Fails("Contrast is NaN", s_plain with { Augmentation = new() { Contrast = float.NaN } });

        static void Fails(string part, ImageColumn column) => StringAssert.Contains(Assert.Throws<ArgumentException>(() => InputDescription.Of(column)).Message, part);
    }

    [TestMethod]
    public void SavedNetwork_KeepsTheAugmentation()
    {
        Network network = Network.Create(new Convolutional { Channels = [4], KernelSizes = [3] }, new BinaryObjective(), InputDescription.Of(s_varied), seed: 1);
        using var stream = new MemoryStream();
        network.Save(stream);
        stream.Position = 0;
        Assert.AreEqual(InputDescription.Of(s_varied), Network.Load(stream).Input);
    }

    private static float[] Encode(ImageColumn column, float[] rows, bool training)
    {
        Layer encoder = InputDescription.Of(column).CreateEncoder("input", new RandomParameters(new Philox(1)));
        using var scope = new TensorScope(CpuDevice.Default);
        return encoder.Forward(new ForwardContext(scope, training: training, random: new Philox(3)), scope.From(rows, [rows.Length / column.Size, column.Size])).ToArray();
    }
}
