using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Columns;

/// <summary>Columns of every kind go into the network as they are.</summary>
[TestClass]
public sealed class MixedColumnsTests
{
    private static readonly string[] All = ["Age", "Income", "Married", "City"];

    private readonly MLContext _context = new(seed: 3);

    [TestMethod]
    public void Fit_OnNumbersBooleansAndTexts_LearnsFromEachOfThem()
    {
        var train = View(Person.Many(3000, seed: 1));
        var test = View(Person.Many(1000, seed: 2));

        var binary = _context.BinaryClassification.Trainers.Network(Options()).Fit(train);
        var regression = _context.Regression.Trainers.Network(Options() with { LabelColumnName = "Target" }).Fit(train);

        Assert.IsGreaterThan(0.97, _context.BinaryClassification.Evaluate(binary.Transform(test)).Accuracy);
        Assert.IsGreaterThan(0.99, _context.Regression.Evaluate(regression.Transform(test), "Target").RSquared);
    }

    [TestMethod]
    public void Fit_OnKeys_LearnsWhatTextsDo()
    {
        var map = _context.Transforms.Conversion.MapValueToKey("CityKey", "City").Fit(View(Person.Many(3000)));
        var model = _context.Regression.Trainers.Network(Options() with { LabelColumnName = "Target", FeatureColumnNames = ["Married", "CityKey"] })
            .Fit(map.Transform(View(Person.Many(3000))));

        var metrics = _context.Regression.Evaluate(model.Transform(map.Transform(View(Person.Many(1000, seed: 2)))), "Target");

        Assert.IsGreaterThan(0.99, metrics.RSquared);
    }

    [TestMethod]
    public void Transform_WithAnUnseenText_CountsItAsOther()
    {
        var people = Person.Many(1000);

        // Six towns that are there once each stand for what was not seen.
        for (int i = 0; i < 6; i++)
        {
            people[i].City = $"Town {i}";
        }

        var model = _context.BinaryClassification.Trainers.Network(Options()).Fit(View(people));
        var strangers = Person.Many(4);
        strangers.ForEach(person => (person.City, person.Age, person.Income, person.Married) = ("Anywhere", 50, 1_000_500, true));
        strangers[1].City = "Town 3";
        strangers[2].City = "Elsewhere";
        strangers[3].City = "Oslo";

        float[] scores = model.Transform(View(strangers)).Values<float>("Score");

        Assert.AreEqual(scores[0], scores[1]);
        Assert.AreEqual(scores[0], scores[2]);
        Assert.AreNotEqual(scores[0], scores[3]);
        Assert.IsTrue(float.IsFinite(scores[0]));
    }

    [TestMethod]
    public void Transform_WithAMissingKeyThatTrainingHadNone_GivesNoScoreAndDoesNotThrow()
    {
        var map = _context.Transforms.Conversion.MapValueToKey("CityKey", "City").Fit(View(Person.Many(500)));
        var model = _context.Regression.Trainers.Network(Options() with { LabelColumnName = "Target", FeatureColumnNames = ["CityKey"] })
            .Fit(map.Transform(View(Person.Many(500))));
        var people = Person.Many(10);
        people[4].City = "Nowhere";

        float[] scores = model.Transform(map.Transform(View(people))).Values<float>("Score");

        Assert.IsTrue(float.IsNaN(scores[4]));
        Assert.AreEqual(9, scores.Count(float.IsFinite));
    }

    [TestMethod]
    [DataRow(MissingValues.Indicator)]
    [DataRow(MissingValues.Mean)]
    public void MissingValues_InNumbersAndTexts_AreLearntAndScored(MissingValues missing)
    {
        var people = Person.Many(3000);
        foreach (var person in people.Where((_, index) => index % 3 == 0))
        {
            // What is missing says what the target is.
            person.Age = float.NaN;
            person.City = "";
            person.Target = 100;
        }

        var model = _context.Regression.Trainers.Network(Options() with { LabelColumnName = "Target", MissingValues = missing }).Fit(View(people));
        float[] scores = model.Transform(View(people)).Values<float>("Score");
        double error = Math.Sqrt(scores.Zip(people, (score, person) => Math.Pow(score - person.Target, 2)).Average());

        Assert.IsTrue(Array.TrueForAll(scores, float.IsFinite));
        Assert.IsLessThan(missing == MissingValues.Indicator ? 3.0 : 60.0, error);
    }

    [TestMethod]
    [DataRow(MissingValues.Indicator, false)]
    [DataRow(MissingValues.Mean, true)]
    [DataRow(MissingValues.Error, false)]
    public void Transform_WithAMissingNumberThatTrainingHadNone_ScoresItWhereTheOptionSaysHow(MissingValues missing, bool scored)
    {
        var model = _context.BinaryClassification.Trainers.Network(Options() with { MissingValues = missing, Epochs = 2 }).Fit(View(Person.Many(200)));
        var people = Person.Many(5);
        people[2].Age = float.NaN;

        float[] scores = model.Transform(View(people)).Values<float>("Score");

        Assert.AreEqual(scored, float.IsFinite(scores[2]));
        Assert.AreEqual(scored ? 5 : 4, scores.Count(float.IsFinite));
    }

    [TestMethod]
    public void SaveAndLoad_KeepsVocabulariesAndEncodings()
    {
        var people = Person.Many(500);
        people[3].Age = float.NaN;
        var view = View(people);
        var model = _context.BinaryClassification.Trainers.Network(Options() with { Epochs = 3 }).Fit(view);
        using var file = new MemoryStream();
        _context.Model.Save(model, view.Schema, file);
        file.Position = 0;

        var loaded = new MLContext().Model.Load(file, out _);

        CollectionAssert.AreEqual(model.Transform(view).Values<float>("Score"), loaded.Transform(view).Values<float>("Score"));
    }

    [TestMethod]
    public void SparseVectors_GiveTheSameNetworkAsDenseOnes()
    {
        var random = new Random(5);
        var dense = Enumerable.Range(0, 400).Select(_ =>
        {
            float[] values = new float[100];
            for (int i = 0; i < 5; i++)
            {
                values[random.Next(100)] = random.Next(1, 4);
            }

            return values;
        }).ToArray();
        var trainer = _context.Regression.Trainers.Network(new() { LabelColumnName = "Target", Epochs = 2 });

        float[] fromDense = Scores(dense.Select(values => new VBuffer<float>(100, values)));
        float[] fromSparse = Scores(dense.Select(values =>
        {
            int[] indices = [.. Enumerable.Range(0, 100).Where(i => values[i] != 0)];
            return new VBuffer<float>(100, indices.Length, [.. indices.Select(i => values[i])], indices);
        }));

        CollectionAssert.AreEqual(fromDense, fromSparse);

        float[] Scores(IEnumerable<VBuffer<float>> vectors)
        {
            var view = _context.Data.LoadFromEnumerable(vectors.Select((vector, i) => new Counts { Features = vector, Target = dense[i].Sum() }).ToList());
            return trainer.Fit(view).Transform(view).Values<float>("Score");
        }
    }

    [TestMethod]
    public void VectorsOfOtherNumbersAndBooleans_AreTakenAsTheyAre()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 1500).Select(_ =>
        {
            var row = new Widths { Doubles = [random.NextDouble(), random.NextDouble()], Flags = [random.Next(2) == 0, random.Next(2) == 0] };
            row.Target = (float)(row.Doubles[0] + (row.Flags[1] ? 3 : 0));
            return row;
        }).ToList();
        var view = _context.Data.LoadFromEnumerable(rows);

        var model = _context.Regression.Trainers.Network(new() { LabelColumnName = "Target", FeatureColumnNames = ["Doubles", "Flags"], Epochs = 20 }).Fit(view);

        Assert.IsGreaterThan(0.99, _context.Regression.Evaluate(model.Transform(view), "Target").RSquared);
    }

    [TestMethod]
    public void RareTexts_ArePooled_AndTheLogSaysHowMany()
    {
        var people = Person.Many(500);
        people[0].City = "Ulm";
        people[1].City = "Pau";
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);

        var model = _context.BinaryClassification.Trainers.Network(Options() with { Epochs = 1 }).Fit(View(people));
        var cities = (CategoryColumn)model.Model.Input.Columns[3];

        // Missing, other, and the four cities.
        Assert.AreEqual(6, cities.Count);
        Assert.IsTrue(lines.Exists(line => line.Contains("Column 'City' has 6 different texts: 4 are categories of their own", StringComparison.Ordinal)));
    }

    private static NetworkTrainerOptions Options() => new() { FeatureColumnNames = All, Epochs = 25, Seed = 4 };

    private IDataView View(List<Person> people) => _context.Data.LoadFromEnumerable(people);

    private sealed class Counts
    {
        [VectorType(100)]
        public VBuffer<float> Features { get; set; }

        public float Target { get; set; }
    }

    private sealed class Widths
    {
        [VectorType(2)]
        public double[] Doubles { get; set; } = [];

        [VectorType(2)]
        public bool[] Flags { get; set; } = [];

        public float Target { get; set; }
    }
}
