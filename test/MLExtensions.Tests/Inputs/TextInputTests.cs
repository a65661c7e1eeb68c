using MLExtensions.Networks;
using MLExtensions.Tests.BadInput;
using Microsoft.ML;

namespace MLExtensions.Tests.Inputs;

/// <summary>A text column straight into a network: the tokenizer is trained with it, saved with it, and takes whatever text comes.</summary>
[TestClass]
public sealed class TextInputTests
{
    private readonly MLContext _context = new(seed: 1);

    public static IEnumerable<object[]> Tokenizers =>
        [[new WordTokenizerOptions()], [new CharacterTokenizerOptions()], [new BytePairTokenizerOptions { MaximumVocabulary = 40 }]];

    [TestMethod]
    [DynamicData(nameof(Tokenizers))]
    public void ATextNetwork_LearnsFromText_AndPredictsTheSameWhenLoaded(object tokenizer)
    {
        var data = _context.Data.LoadFromEnumerable(Note.Many());
        var model = Trainer(new TextInput { Tokenizer = (TokenizerOptions)tokenizer }, epochs: 30).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var fresh = new MLContext();
        var loaded = fresh.Model.Load(file, out _);

        using var engine = _context.Model.CreatePredictionEngine<Note, Scored>(model);
        using var other = fresh.Model.CreatePredictionEngine<Note, Scored>(loaded);

        Assert.IsTrue(engine.Predict(new Note { Text = "it was good" }).PredictedLabel);
        Assert.IsFalse(engine.Predict(new Note { Text = "the film was bad" }).PredictedLabel);
        foreach (string text in new[] { "good", "bad the film", "", "never seen 😀", new string('x', 5000) })
        {
            Assert.AreEqual(engine.Predict(new Note { Text = text }).Score, other.Predict(new Note { Text = text }).Score, text);
        }
    }

    [TestMethod]
    public void ATextAlone_IsTakenAsWords_ByAnArchitectureOverSequences()
    {
        var data = _context.Data.LoadFromEnumerable(Note.Many());

        var model = Trainer(null).Fit(data);

        var column = (TokenColumn)model.Model.Input.Columns.Single();
        Assert.AreEqual("Text", column.Name);
        Assert.AreEqual(1 + 6 + 4, column.MaximumLength);
        Assert.AreEqual(2 + 6, column.VocabularySize); // padding, unknown, the film it was good bad
    }

    [TestMethod]
    public void EmptyText_UnseenWordsAndWhiteSpace_HaveFiniteScores()
    {
        var model = Trainer(new TextInput()).Fit(_context.Data.LoadFromEnumerable(Note.Many()));
        using var engine = _context.Model.CreatePredictionEngine<Note, Scored>(model);

        float unknown = engine.Predict(new Note { Text = "zebra" }).Score;
        Assert.AreEqual(unknown, engine.Predict(new Note { Text = "crocodile" }).Score);
        float empty = engine.Predict(new Note { Text = "" }).Score;
        Assert.AreEqual(empty, engine.Predict(new Note { Text = " \t\n" }).Score);
        Assert.AreNotEqual(unknown, empty);
        Assert.IsTrue(float.IsFinite(unknown) && float.IsFinite(empty));
    }

    [TestMethod]
    public void WhatIsPastTheMaximumLength_IsNotRead_AndTheLogSaysHowManyTextsWereCut()
    {
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);

        var model = Trainer(new TextInput { MaximumLength = 3 }).Fit(_context.Data.LoadFromEnumerable(Note.Many()));

        using var engine = _context.Model.CreatePredictionEngine<Note, Scored>(model);
        Assert.AreEqual(engine.Predict(new Note { Text = "the film good" }).Score, engine.Predict(new Note { Text = "the film good bad bad bad" }).Score);
        Assert.IsTrue(lines.Any(line => line.Contains("texts have more than 3 tokens", StringComparison.Ordinal)), string.Join('\n', lines));
    }

    [TestMethod]
    public void TheScoreOfAText_DoesNotDependOnTheTextsBesideIt()
    {
        var notes = Note.Many();
        var model = Trainer(new TextInput()).Fit(_context.Data.LoadFromEnumerable(notes));
        using var engine = _context.Model.CreatePredictionEngine<Note, Scored>(model);

        Scored[] together = [.. _context.Data.CreateEnumerable<Scored>(model.Transform(_context.Data.LoadFromEnumerable(notes)), reuseRowObject: false)];

        for (int i = 0; i < notes.Length; i++)
        {
            Assert.AreEqual(engine.Predict(notes[i]).Score, together[i].Score, 1e-5f);
        }
    }

    [TestMethod]
    public void RowsThatAreHeldOut_GiveTheTokenizerNothing()
    {
        Note[] notes = Note.Many();
        foreach (var note in notes.Where(note => note.Held))
        {
            note.Text = "heldword heldword " + note.Text;
        }

        var model = _context.BinaryClassification.Trainers.Network(Options(new TextInput()) with { ValidationColumnName = "Held" }).Fit(_context.Data.LoadFromEnumerable(notes));

        Assert.AreEqual(2 + 6, ((TokenColumn)model.Model.Input.Columns.Single()).VocabularySize);
    }

    [TestMethod]
    public void OptionsAndColumnsThatDoNotFit_AreNamed()
    {
        Refusal.Check(Assert.Throws<ArgumentException>(() => Trainer(new TextInput { MaximumLength = 0 })), "MaximumLength is 0", "at least 1");
        Refusal.Check(
            Assert.Throws<ArgumentException>(() => Trainer(new TextInput { Tokenizer = new WordTokenizerOptions { MaximumVocabulary = 1 } })), "MaximumVocabulary is 1");
        Refusal.Check(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(Options(new TextInput()) with { FeatureColumnNames = ["Text", "Held"] })),
            "TextInput for 'Text'", "2 columns", "that one alone");
        Refusal.Check(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(Options(new TextInput()) with { FeatureColumnNames = ["Held"] })),
            "ColumnInputs names 'Text'", "FeatureColumnNames");
        var numbers = _context.BinaryClassification.Trainers.Network(Options(null) with
        {
            FeatureColumnNames = ["Held"],
            ColumnInputs = new Dictionary<string, ColumnInput> { ["Held"] = new TextInput() },
        });
        Refusal.Check(Assert.Throws<ArgumentException>(() => numbers.Fit(_context.Data.LoadFromEnumerable(Note.Many()))), "'Held'", "Boolean", "a text");
    }

    private NetworkTrainer Trainer(TextInput? input, int epochs = 3) => _context.BinaryClassification.Trainers.Network(Options(input) with { Epochs = epochs });

    private static NetworkTrainerOptions Options(TextInput? input) => new()
    {
        FeatureColumnNames = ["Text"],
        ColumnInputs = input is null ? new Dictionary<string, ColumnInput>() : new Dictionary<string, ColumnInput> { ["Text"] = input },
        Architecture = new Recurrent { HiddenSize = 12, EmbeddingSize = 8, Pooling = RecurrentPooling.Mean },
        LearningRate = 0.02f,
        Epochs = 3,
    };
}
