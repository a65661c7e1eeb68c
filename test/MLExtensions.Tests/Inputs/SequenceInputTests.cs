using MLExtensions.Networks;
using MLExtensions.Tests.BadInput;
using Microsoft.ML;

namespace MLExtensions.Tests.Inputs;

/// <summary>Vector columns as steps in time, or as pixels: lengths of their own, and what does not fit.</summary>
[TestClass]
public sealed class SequenceInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void SequencesOfAnyLength_AreLearnt_AndPredictedTheSameWhenLoaded()
    {
        var tracks = Track.Many();
        var data = _context.Data.LoadFromEnumerable(tracks);
        var model = Trainer("Steps", new SequenceInput { Features = 2 }, epochs: 40).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);

        var column = (SequenceColumn)model.Model.Input.Columns.Single();
        Assert.AreEqual((6, 2, true), (column.MaximumLength, column.Features, column.IsVariable));
        Assert.AreEqual(10, column.Means[0], 1f);
        Assert.IsGreaterThan(0.95, _context.BinaryClassification.Evaluate(model.Transform(data)).Accuracy);
        CollectionAssert.AreEqual(Scores(model, tracks), Scores(loaded, tracks));
    }

    [TestMethod]
    public void ASequence_IsScoredTheSame_WhateverIsBesideIt_AndPastTheMaximumItIsNotRead()
    {
        var model = Trainer("Steps", new SequenceInput { Features = 2, MaximumLength = 4 }).Fit(_context.Data.LoadFromEnumerable(Track.Many()));
        float[] four = [10, 1, 11, 2, 12, 3, 13, 4];

        float[] scores = Scores(model, [new() { Steps = four }, new() { Steps = [.. four, 99, 99, 99, 99] }, new() { Steps = [10, 1] }]);
        float alone = Scores(model, [new() { Steps = [10, 1] }])[0];

        Assert.AreEqual(scores[0], scores[1]);
        Assert.AreEqual(alone, scores[2], 1e-5f);
    }

    [TestMethod]
    public void ASequenceOfNoSteps_HasAFiniteScore()
    {
        var model = Trainer("Steps", new SequenceInput { Features = 2 }).Fit(_context.Data.LoadFromEnumerable(Track.Many()));

        Assert.IsTrue(float.IsFinite(Scores(model, [new() { Steps = [] }])[0]));
    }

    [TestMethod]
    public void AMissingNumber_CountsAsTheMeanOfItsFeature()
    {
        var model = Trainer("Steps", new SequenceInput { Features = 2 }).Fit(_context.Data.LoadFromEnumerable(Track.Many()));
        float mean = ((SequenceColumn)model.Model.Input.Columns.Single()).Means[1];

        float[] scores = Scores(model, [new() { Steps = [10, float.NaN, 11, 3] }, new() { Steps = [10, mean, 11, 3] }]);

        Assert.AreEqual(scores[1], scores[0], 1e-6f);
    }

    [TestMethod]
    public void AVectorThatIsNoWholeNumberOfSteps_IsAnErrorInTraining_AndHasNoScore()
    {
        Track[] tracks = Track.Many();
        tracks[7].Steps = [1, 2, 3];
        var trainer = Trainer("Steps", new SequenceInput { Features = 2 });
        Refusal.Check(
            Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(tracks))), "row 7", "'Steps'", "3 values", "no multiple of 2");

        var model = trainer.Fit(_context.Data.LoadFromEnumerable(Track.Many()));
        Track good = new() { Steps = [10, 1, 11, 2] };
        float[] scores = Scores(model, [good, new() { Steps = [1, 2, 3] }, good]);

        Assert.IsTrue(float.IsNaN(scores[1]));
        Assert.AreEqual(scores[0], scores[2]);
        Assert.IsTrue(float.IsFinite(scores[0]));
    }

    [TestMethod]
    public void AnInfiniteNumber_IsAnErrorInTraining_AndHasNoScore()
    {
        Track[] tracks = Track.Many();
        tracks[4].Steps = [1, 2, float.PositiveInfinity, 4];
        var trainer = Trainer("Steps", new SequenceInput { Features = 2 });
        Refusal.Check(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(tracks))), "row 4", "'Steps'", "finite");

        var model = trainer.Fit(_context.Data.LoadFromEnumerable(Track.Many()));

        Assert.IsTrue(float.IsNaN(Scores(model, [new() { Steps = [1, float.NegativeInfinity] }])[0]));
    }

    [TestMethod]
    public void MissingNumbers_AreRefused_WhereTheOptionsSaySo_ButNotWhatIsPastTheEnd()
    {
        var trainer = _context.BinaryClassification.Trainers.Network(Options("Steps", new SequenceInput { Features = 2 }) with { MissingValues = MissingValues.Error });
        Track[] tracks = Track.Many();
        trainer.Fit(_context.Data.LoadFromEnumerable(tracks));
        tracks[6].Steps = [1, float.NaN];

        Refusal.Check(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(tracks))), "row 6", "'Steps'", "finite");
    }

    [TestMethod]
    public void AVectorTypeOfTwoDimensions_IsTakenAsSteps_AndOfThreeAsPixels()
    {
        var data = _context.Data.LoadFromEnumerable(Track.Many());

        var steps = (SequenceColumn)Trainer("Four", null).Fit(data).Model.Input.Columns.Single();
        var pixels = (ImageColumn)_context.BinaryClassification.Trainers.Network(Options("Pixels", null) with { Architecture = new Convolutional { Channels = [4] } }).Fit(data).Model.Input.Columns.Single();

        Assert.AreEqual((4, 2, false), (steps.MaximumLength, steps.Features, steps.IsVariable));
        Assert.AreEqual((1, 4, 2), (pixels.Channels, pixels.Height, pixels.Width));
    }

    [TestMethod]
    public void SizesThatDoNotFit_AreNamed()
    {
        var data = _context.Data.LoadFromEnumerable(Track.Many());
        Refusal.Check(Assert.Throws<ArgumentException>(() => Trainer("Four", new SequenceInput { Features = 3 }).Fit(data)), "'Four'", "multiple of 3", "they have 8");
        Refusal.Check(Assert.Throws<ArgumentException>(() => Trainer("Four", new SequenceInput { Features = 0 })), "Features is 0");
        Refusal.Check(Assert.Throws<ArgumentException>(() => Trainer("Label", new SequenceInput()).Fit(data)), "'Label'", "a vector of numbers");
        Refusal.Check(
            Assert.Throws<ArgumentException>(() => Trainer("Pixels", new ImageInput { Channels = 3, Height = 4, Width = 2 }).Fit(data)), "'Pixels'", "3 x 4 x 2 pixels", "they have 8");
        Refusal.Check(Assert.Throws<ArgumentException>(() => Trainer("Pixels", new ImageInput { Height = 0 })), "Height is 0");
        Refusal.Check(
            Assert.Throws<ArgumentException>(() => Trainer("Pixels", new ImageInput { Augmentation = new ImageAugmentation { CropPadding = 2 } }).Fit(data)), "CropPadding is 2", "at most 1");
        Refusal.Check(Assert.Throws<ArgumentException>(() => Trainer("Steps", new ImageInput()).Fit(data)), "'Steps'", "VarVector<Single>", "MLImage");
    }

    [TestMethod]
    public void AMissingPixel_IsAnErrorInTraining_AndHasNoScore()
    {
        Track[] tracks = Track.Many();
        tracks[3].Pixels[5] = float.NaN;
        var trainer = _context.BinaryClassification.Trainers.Network(Options("Pixels", null) with { Architecture = new Convolutional { Channels = [4] } });
        Refusal.Check(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(tracks))), "row 3", "'Pixels', slot 5", "finite");

        var model = trainer.Fit(_context.Data.LoadFromEnumerable(Track.Many()));

        Assert.IsTrue(float.IsNaN(Scores(model, [tracks[3]])[0]));
    }

    private float[] Scores(ITransformer model, Track[] tracks) =>
        [.. _context.Data.CreateEnumerable<Scored>(model.Transform(_context.Data.LoadFromEnumerable(tracks)), reuseRowObject: false).Select(row => row.Score)];

    private NetworkTrainer Trainer(string column, ColumnInput? input, int epochs = 3) => _context.BinaryClassification.Trainers.Network(Options(column, input) with { Epochs = epochs });

    private static NetworkTrainerOptions Options(string column, ColumnInput? input) => new()
    {
        FeatureColumnNames = [column],
        ColumnInputs = input is null ? new Dictionary<string, ColumnInput>() : new Dictionary<string, ColumnInput> { [column] = input },
        Architecture = new Recurrent { HiddenSize = 12 },
        LearningRate = 0.02f,
        Epochs = 3,
    };
}
