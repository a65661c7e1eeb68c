using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>What columns may be, and how a network with columns is made.</summary>
[TestClass]
public sealed class ColumnsTests
{
    private const float None = float.NaN;

    [TestMethod]
    public void Columns_AreEqualByTheirParts()
    {
        Assert.AreEqual(TestColumns.Input(), TestColumns.Input());
        Assert.AreNotEqual(TestColumns.Input(), InputDescription.Of([.. TestColumns.Input().Columns.Skip(1)]));
        Assert.AreNotEqual<InputColumn>(new CategoryColumn { Name = "a", Count = 5, Dimension = 2 }, new CategoryColumn { Name = "a", Count = 5, Dimension = 2, Untrained = [1] });
        Assert.AreNotEqual(NumberColumn.AsTheyAre("a", 1), NumberColumn.AsTheyAre("a", 1) with { Means = [2] });
        Assert.AreEqual(new InputDescription([2]), new InputDescription([2]));
    }

    [TestMethod]
    public void Columns_ThatDoNotFit_AreNamed()
    {
        NumberColumn number = NumberColumn.AsTheyAre("age", 2);
        var category = new CategoryColumn { Name = "city", Count = 3 };
        Fails("'age' has 2 means, 1 scales", number with { Scales = [1] });
        Fails("'age', slot 1: the mean is NaN", number with { Means = [0, None] });
        Fails("scale 0; expected", number with { Scales = [0, 1] });
        Fails("1 bin counts", number with { BinCounts = [1] });
        Fails("'age', slot 0: there are -1 bins", number with { BinCounts = [-1, 0] });
        Fails("'age' has 2 edges; its bins have 3", number with { BinCounts = [2, 0], Edges = [0, 1] });
        Fails("'age', slot 1: edge 1 is 0", number with { BinCounts = [0, 1], Edges = [0, 0] });
        Fails("edge 0 is NaN", number with { BinCounts = [0, 1], Edges = [None, 0] });
        Fails("'age': indicator slot 0 is 2; expected ascending numbers from 0 to 1", number with { IndicatorSlots = [2] });
        Fails("indicator slot 1 is 0", number with { IndicatorSlots = [0, 0] });
        Fails("'city' has a count of 0", category with { Count = 0, Dimension = 1 });
        Fails("'city' has a count of 16777217", category with { Count = CategoryColumn.MaximumCount + 1 });
        Fails("'city' has a dimension of 0", category with { Dimension = 0 });
        Fails("'city': untrained index 0 is 3; expected ascending numbers from 0 to 2", category with { Untrained = [3] });
        Fails("at least one column");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new InputDescription([2]) { Columns = [number, category] }).Message, "have 3 slots together; a row of them has shape [3], found [2]");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => Network.Create(new FeedForward(), new BinaryObjective(), TestColumns.Input() with { Shape = [9] }, seed: 1)).Message, "found [9]");
        Assert.ThrowsExactly<ArgumentException>(() => new CategoryColumn { Name = "", Count = 1 });

        static void Fails(string part, params InputColumn[] columns) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => InputDescription.Of(columns)).Message, part);
    }

    // fastai.tabular.model.emb_sz_rule, up to where ours ends: min(600, round(1.6 * n**0.56)).
    [TestMethod]
    [DataRow(1, 2)]
    [DataRow(2, 2)]
    [DataRow(3, 3)]
    [DataRow(10, 6)]
    [DataRow(43, 13)]
    [DataRow(100, 21)]
    [DataRow(500, 52)]
    [DataRow(1000, 64)]
    [DataRow(16_777_216, 64)]
    public void DefaultDimension_IsFastaisRule_UpTo64(int count, int dimension)
    {
        Assert.AreEqual(dimension, CategoryColumn.DefaultDimension(count));
        Assert.AreEqual(dimension, new CategoryColumn { Name = "x", Count = count }.EncodedSize);
    }

    [TestMethod]
    public void Encoder_GivesNumbersThenIndicatorsThenCategories()
    {
        var encoder = new ColumnEncoder("input", TestColumns.Input().Columns, new RandomParameters(new Philox(1)));
        Parameter colour = encoder.Parameters.Single(parameter => parameter.Name == "input.1.weight"), city = encoder.Parameters.Single(parameter => parameter.Name == "input.4.weight");
        using var scope = new TensorScope(CpuDevice.Default);
        float[] got = encoder.Forward(new ForwardContext(scope), scope.From([0.5f, 2, 7, None, 3, 1], [1, 6])).ToArray();

        // size: edges 0, 1, 2; height and width with means 5 and 6 and scales 2 and 4, width with an indicator; weight as it is.
        float[] expected = [0.5f, 0, 1, 0, 3, 1, .. colour.Values.Slice(2 * 2, 2), .. city.Values.Slice(3, 3)];
        CollectionAssert.AreEqual(expected, got);
        Assert.AreEqual<Shape>([expected.Length], encoder.OutputShape([6]));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => encoder.OutputShape([5])).Message, "ColumnEncoder 'input': a row has shape [5]; the columns have [6]");
    }

    [TestMethod]
    public void Network_WithColumns_HasPyTorchsNames_AndARowInItsTable()
    {
        Network network = TestColumns.Network();
        CollectionAssert.AreEqual(
            new[] { "input.1.weight [4, 2]", "input.4.weight [3, 3]", "layers.0.weight [5, 11]", "layers.0.bias [5]", "layers.1.weight [3, 5]", "layers.1.bias [3]" },
            network.Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
        CollectionAssert.AreEqual(
            new[] { "input.numbers.mean [4]", "input.numbers.scale [4]", "input.numbers.edges [3]" }, network.Module.Buffers.Select(buffer => buffer.ToString()).ToArray());
        Assert.AreEqual(
            """
            Layer (type)                              Output shape  Parameters
            ------------------------------------------------------------------
            input (Columns, 4 numbers, 2 categories)  [batch, 11]           17
            layers.0 (Linear, Relu)                   [batch, 5]            60
            layers.1 (Linear)                         [batch, 3]            18
            ------------------------------------------------------------------
            Total parameters: 95
            Buffers: 11
            """.ReplaceLineEndings("\n"),
            network.ToString());
    }

    [TestMethod]
    public void Network_OfNumbersAlone_OrCategoriesAlone_Predicts()
    {
        float[] scores = new float[1];
        foreach (InputColumn column in new InputColumn[] { NumberColumn.AsTheyAre("x", 1), new CategoryColumn { Name = "x", Count = 4 } })
        {
            Network network = Network.Create(new FeedForward(), new BinaryObjective(), InputDescription.Of(column), seed: 1);
            network.Predict([3], 1, scores);
            Assert.IsTrue(float.IsFinite(scores[0]));
        }
    }

    // An untrained category adds nothing: the score is that of a network that lacks the column.
    [TestMethod]
    public void UntrainedCategories_SayNothing_AlsoAfterTraining()
    {
        Network network = TestColumns.Trained(out _);
        Parameter city = network.Module.Parameters.Single(parameter => parameter.Name == "input.4.weight");
        Assert.AreEqual(-1, city.Values[..3].IndexOfAnyExcept(0f));
        Assert.AreNotEqual(-1, city.Values[3..6].IndexOfAnyExcept(0f));

        float[] with = new float[3], without = new float[3];
        network.Predict([1, 1, 2, 2, 2, 0], 1, without);
        Parameter first = network.Module.Parameters.Single(parameter => parameter.Name == "layers.0.weight");
        for (int unit = 0; unit < 5; unit++)
        {
            first.Values.Slice((unit * 11) + 8, 3).Clear();
        }

        network.Predict([1, 1, 2, 2, 2, 2], 1, with);
        CollectionAssert.AreEqual(without, with);
    }

    [TestMethod]
    public void EmbeddingsOfANewNetwork_AreAsLongAsAStandardizedNumberIsLarge()
    {
        Network network = Network.Create(new FeedForward(), new BinaryObjective(), InputDescription.Of(new CategoryColumn { Name = "x", Count = 5000, Dimension = 16 }), seed: 1);
        double square = 0;
        foreach (float value in network.Module.Parameters[0].Values)
        {
            square += value * value;
        }

        // The mean of 5,000 squared lengths, each with mean 1 and variance 2 / 16; five standard deviations.
        Assert.AreEqual(1, square / 5000, 0.025);
    }

    [TestMethod]
    public void Predict_OfManyRowsWithColumns_GivesWhatRowByRowGives_OnAnyThread_AndAllocatesNothing()
    {
        const int Rows = 5000;
        Network network = TestColumns.Network();
        float[] features = TestColumns.Rows(Rows, missing: true), together = new float[3 * Rows], alone = new float[3];
        network.Predict(features, Rows, together);
        Parallel.For(0, 8, thread =>
        {
            float[] scores = new float[3 * Rows];
            network.Predict(features, Rows, scores);
            CollectionAssert.AreEqual(together, scores);
        });

        // The product of a few rows may add in another order than that of many.
        for (int row = 0; row < Rows; row += 97)
        {
            network.Predict(features.AsSpan(row * 6, 6), 1, alone);
            for (int i = 0; i < 3; i++)
            {
                Assert.AreEqual(alone[i], together[(3 * row) + i], 1e-6f);
            }
        }

        for (int i = 0; i < 50; i++)
        {
            network.Predict(features.AsSpan(0, 6), 1, alone);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        network.Predict(features.AsSpan(0, 6), 1, alone);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Predict_OfInfiniteNumbers_GivesScoresAndNoError_AndOfABadIndexSaysWhat()
    {
        Network network = TestColumns.Network();
        float[] scores = new float[3];
        network.Predict([float.PositiveInfinity, 1, float.NegativeInfinity, float.PositiveInfinity, 1, 1], 1, scores);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => network.Predict([1, 4, 1, 1, 1, 1], 1, scores)).Message, "slot 1, is 4 in row 0; expected a whole number from 0 to 3");
    }
}
