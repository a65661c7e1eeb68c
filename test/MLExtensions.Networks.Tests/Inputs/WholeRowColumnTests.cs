using System.Text.Json.Nodes;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Columns that are a whole row of tokens or steps: what they may be, what they encode, and how they stand in files.</summary>
[TestClass]
public sealed class WholeRowColumnTests
{
    private static readonly TokenColumn s_tokens = new() { Name = "title", MaximumLength = 4, VocabularySize = 7 };
    private static readonly SequenceColumn s_steps = new() { Name = "signal", MaximumLength = 3, IsVariable = true, Means = [1, -2], Scales = [2, 0.5f] };

    [TestMethod]
    public void Columns_SayTheirSizes()
    {
        Assert.AreEqual((5, 4), (s_tokens.Size, s_tokens.EncodedSize));
        Assert.AreEqual((7, 6), (s_steps.Size, s_steps.EncodedSize));
        Assert.AreEqual(6, (s_steps with { IsVariable = false }).Size);
        Assert.AreEqual<Shape>([4], InputDescription.Of(s_tokens).EncodedShape);
        Assert.AreEqual<Shape>([3, 2], InputDescription.Of(s_steps).EncodedShape);
        Assert.AreEqual("title: up to 4 of 7 tokens", s_tokens.ToString());
        Assert.AreEqual("signal: up to 3 steps of 2 numbers", s_steps.ToString());
        Assert.AreEqual("signal: 3 steps of 2 numbers", (s_steps with { IsVariable = false }).ToString());
    }

    [TestMethod]
    public void Columns_AreEqualByTheirParts()
    {
        Assert.AreEqual(s_steps, s_steps with { Means = [1, -2] });
        Assert.AreEqual(s_steps.GetHashCode(), (s_steps with { Means = [1, -2] }).GetHashCode());
        foreach (SequenceColumn other in new[] { s_steps with { Means = [1, 2] }, s_steps with { Scales = [2, 1] }, s_steps with { IsVariable = false }, s_steps with { MaximumLength = 4 }, s_steps with { Name = "x" } })
        {
            Assert.AreNotEqual(s_steps, other);
            Assert.AreNotEqual(InputDescription.Of(s_steps).Digest(), InputDescription.Of(other).Digest());
        }

        Assert.AreEqual(s_tokens, s_tokens with { });
        Assert.AreNotEqual(s_tokens, s_tokens with { VocabularySize = 8 });
        Assert.AreNotEqual(InputDescription.Of(s_tokens).Digest(), InputDescription.Of(s_tokens with { VocabularySize = 8 }).Digest());
    }

    [TestMethod]
    public void Columns_ThatDoNotFit_AreNamed()
    {
        Fails("TokenColumn 'title': MaximumLength is 0; expected 1 to 1048576", s_tokens with { MaximumLength = 0 });
        Fails("MaximumLength is 1048577", s_tokens with { MaximumLength = (1 << 20) + 1 });
        Fails("VocabularySize is 1; expected 2 to 16777216", s_tokens with { VocabularySize = 1 });
        Fails("SequenceColumn 'signal': MaximumLength is -1", s_steps with { MaximumLength = -1 });
        Fails("'signal' has 1 means and 2 scales", s_steps with { Means = [1] });
        Fails("'signal' has 0 means and 0 scales", s_steps with { Means = [], Scales = [] });
        Fails("mean and scale 1 are 0 and 0", s_steps with { Means = [0, 0], Scales = [1, 0] });
        Fails("mean and scale 0 are NaN and 2", s_steps with { Means = [float.NaN, 0] });
        Fails("One of the columns is null", (InputColumn)null!);
        Fails("makes up the whole row of a network. Give it alone.", s_tokens, NumberColumn.AsTheyAre("x", 1));
        Fails("1048576 steps of 4096 numbers", s_steps with { MaximumLength = 1 << 20, Means = new float[4096], Scales = Enumerable.Repeat(1f, 4096).ToArray() });

        static void Fails(string part, params InputColumn[] columns) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => InputDescription.Of(columns)).Message, part);
    }

    [TestMethod]
    public void OtherArchitectures_GetTheEncodedRow_WithZerosAfterItsEnd()
    {
        // Standardised: (3 - 1) / 2 and (-1 + 2) / 0.5; a missing number is the mean; infinity is the largest number.
        float[] row = [2, 3, -1, float.NaN, -2, 77, 78];
        CollectionAssert.AreEqual(new float[] { 1, 2, 0, 0 }, Encode(s_steps, row)[..4]);
        CollectionAssert.AreEqual(new float[] { 1, 2, 0, 0, 0, 0 }, Encode(s_steps, [2, 3, -1, float.NaN, -2, float.NaN, float.NaN]));
        CollectionAssert.AreEqual(new float[] { 1, 2, 0, 0, 2, 4 }, Encode(s_steps with { IsVariable = false }, [3, -1, float.NaN, -2, 5, 0]));
        CollectionAssert.AreEqual(new float[] { 6, 3, 0, 0 }, Encode(s_tokens, [2, 6, 3, 0, 0]));

        static float[] Encode(InputColumn column, float[] row)
        {
            Layer encoder = InputDescription.Of(column).CreateEncoder("input", new RandomParameters(new Philox(1)));
            Assert.AreEqual(column.EncodedShape, encoder.OutputShape([column.Size]));
            Assert.Contains($"[{column.Size}]", Assert.ThrowsExactly<ArgumentException>(() => encoder.OutputShape([column.Size + 1])).Message);
            using var scope = new TensorScope(CpuDevice.Default);
            return encoder.Forward(new ForwardContext(scope), scope.From(row, [1, row.Length])).ToArray();
        }
    }

    [TestMethod]
    public void FeedForward_TakesTokensAndIsTrained()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [4] }, new BinaryObjective(), InputDescription.Of(s_tokens), seed: 1);
        float[] score = new float[1];
        network.Predict([2, 6, 3, 0, 0], 1, score);
        Assert.IsTrue(float.IsFinite(score[0]));
    }

    [TestMethod]
    public void Stems_GiveStepsAndLengths()
    {
        (float[] steps, int[]? lengths, Shape shape) = Run(InputDescription.Of(s_steps), [1, 3, -1, 9, 9, 9, 9, 0, 9, 9, 9, 9, 9, 9]);
        Assert.AreEqual<Shape>([2, 3, 2], shape);
        CollectionAssert.AreEqual(new[] { 1, 0 }, lengths);
        CollectionAssert.AreEqual(new float[] { 1, 2 }, steps[..2]);

        (steps, lengths, shape) = Run(InputDescription.Of(s_tokens), [1, 6, 0, 0, 0, 4, 6, 5, 4, 6]);
        Assert.AreEqual<Shape>([2, 4, 3], shape);
        CollectionAssert.AreEqual(new[] { 1, 4 }, lengths);
        CollectionAssert.AreEqual(steps[..3], steps[12..15]);
        CollectionAssert.AreEqual(new float[9], steps[3..12]);

        (steps, lengths, shape) = Run(new InputDescription([3]), [1, 2, 3]);
        Assert.AreEqual<Shape>([1, 3, 1], shape);
        Assert.IsNull(lengths);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, steps);

        (steps, lengths, shape) = Run(new InputDescription([3, 2]), [1, 2, 3, 4, 5, 6]);
        Assert.AreEqual<Shape>([1, 3, 2], shape);
        Assert.IsNull(lengths);

        (steps, lengths, shape) = Run(InputDescription.Of(new NumberColumn { Name = "x", Means = [1], Scales = [2], IndicatorSlots = [0] }), [float.NaN]);
        Assert.AreEqual<Shape>([1, 2, 1], shape);
        CollectionAssert.AreEqual(new float[] { 0, 1 }, steps);

        static (float[] Steps, int[]? Lengths, Shape Shape) Run(InputDescription input, float[] rows)
        {
            SequenceStem stem = SequenceStem.Create(input, 3, new RandomParameters(new Philox(1)), "Test");
            using var scope = new TensorScope(CpuDevice.Default);
            int length = (int)input.Shape.Length;
            Tensor steps = stem.Forward(new ForwardContext(scope), scope.From(rows, [rows.Length / length, .. input.Shape]), out Tensor? lengths);
            Assert.AreEqual<Shape>([stem.Time, stem.Features], stem.OutputShape(input.Shape));
            Assert.AreEqual(stem.HasLengths, lengths is not null);
            int[]? own = lengths is { } given ? new int[rows.Length / length] : null;
            lengths?.CopyTo(own!);
            return (steps.ToArray(), own, steps.Shape);
        }
    }

    [TestMethod]
    public void Predict_OfATokenOrALengthThatIsNone_SaysWhichRowAndSlot()
    {
        float[] scores = new float[2];
        Network tokens = Network.Create(new Recurrent { HiddenSize = 2, EmbeddingSize = 2 }, new BinaryObjective(), InputDescription.Of(s_tokens), seed: 1);
        Contains("slot 2 of row 1 is 7; expected a whole number from 0 to 6", () => tokens.Predict([1, 1, 0, 0, 0, 2, 1, 7, 0, 0], 2, scores));
        Contains("slot 0 of row 0 is 5; expected a whole number from 0 to 4", () => tokens.Predict([5, 1, 1, 1, 1], 1, scores.AsSpan(0, 1)));
        Contains("slot 0 of row 0 is NaN", () => tokens.Predict([float.NaN, 1, 1, 1, 1], 1, scores.AsSpan(0, 1)));
        Network steps = Network.Create(new Recurrent { HiddenSize = 2 }, new BinaryObjective(), InputDescription.Of(s_steps), seed: 1);
        Contains("slot 0 of row 0 is 0.5; expected a whole number from 0 to 3", () => steps.Predict([0.5f, 1, 1, 1, 1, 1, 1], 1, scores.AsSpan(0, 1)));

        // After an error the network goes on.
        tokens.Predict([1, 1, 0, 0, 0], 1, scores.AsSpan(0, 1));
        Assert.IsTrue(float.IsFinite(scores[0]));

        static void Contains(string part, Action action) => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(action).Message, part);
    }

    [TestMethod]
    [DataRow(true, "maximumLength", "0", "MaximumLength is 0", DisplayName = "no tokens")]
    [DataRow(true, "maximumLength", "2147483647", "MaximumLength is 2147483647", DisplayName = "tokens without end")]
    [DataRow(true, "maximumLength", "5", "[6], found [5]", DisplayName = "more tokens than slots")]
    [DataRow(true, "maximumLength", "1e30", "could not be read", DisplayName = "a length beyond an integer")]
    [DataRow(true, "vocabularySize", "16777216", "embedding.weight", DisplayName = "a large vocabulary")]
    [DataRow(true, "vocabularySize", "-1", "VocabularySize is -1", DisplayName = "a negative vocabulary")]
    [DataRow(true, "vocabularySize", "null", "could not be read", DisplayName = "a vocabulary of null")]
    [DataRow(true, "name", "\"\"", "Name", DisplayName = "no name")]
    [DataRow(true, "extra", "1", "could not be read", DisplayName = "an unknown member")]
    [DataRow(true, "type", "\"Sequence\"", "could not be read", DisplayName = "tokens as steps")]
    [DataRow(false, "maximumLength", "1048576", "2097153", DisplayName = "more steps than slots")]
    [DataRow(false, "maximumLength", "-3", "MaximumLength is -3", DisplayName = "negative steps")]
    [DataRow(false, "isVariable", "false", "[6], found [7]", DisplayName = "no slot for the length")]
    [DataRow(false, "isVariable", "null", "could not be read", DisplayName = "whether there is a length of null")]
    [DataRow(false, "means", "[1]", "1 means and 2 scales", DisplayName = "a mean too few")]
    [DataRow(false, "means", "[1,2,3]", "3 means and 2 scales", DisplayName = "a mean too many")]
    [DataRow(false, "means", "null", "could not be read", DisplayName = "means of null")]
    [DataRow(false, "means", "[]", "0 means", DisplayName = "no means")]
    [DataRow(false, "scales", "[1,0]", "scale 1 are", DisplayName = "a scale of 0")]
    [DataRow(false, "scales", "[1,-1]", "scale 1 are", DisplayName = "a negative scale")]
    [DataRow(false, "scales", "[1,1e99]", "could not be read|scale 1 are", DisplayName = "a scale beyond a float")]
    [DataRow(false, "scales", "[1,\"x\"]", "could not be read", DisplayName = "a scale that is a text")]
    public void Load_OfAForgedColumn_SaysWhat_AndAllocatesLittle(bool tokens, string member, string json, string words)
    {
        Network network = Network.Create(new Recurrent { HiddenSize = 2, EmbeddingSize = 2 }, new BinaryObjective(), InputDescription.Of(tokens ? s_tokens : s_steps), seed: 1);
        using var stream = new MemoryStream();
        network.Save(stream);
        byte[] forged = SafetensorsForgery.Edit(stream.ToArray(), header =>
        {
            JsonObject metadata = header["__metadata__"]!.AsObject();
            JsonObject description = JsonNode.Parse(metadata["mlextensions.network"]!.GetValue<string>())!.AsObject();
            description["input"]!["columns"]![0]![member] = JsonNode.Parse(json);
            metadata["mlextensions.network"] = description.ToJsonString();
        });
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(new MemoryStream(forged))).Message;
        Assert.IsTrue(words.Split('|').Any(message.Contains), message);
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
