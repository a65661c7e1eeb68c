using MLExtensions.Networks;
using MLExtensions.Tests.Harness;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.BadInput;

/// <summary>
/// Bad values while cursoring: no getter throws, a row that a network cannot take has missing scores, and the rows beside it have theirs. Asked of every task, of every
/// kind of column, and of every way to treat missing values.
/// </summary>
[TestClass]
public sealed class CursorValuesTests
{
    private const int Bad = 3;

    // Of a class's member, ML.NET takes what is beyond a key's count for the missing one.
    private const uint NoKey = 99;

    private static readonly string[] Features = ["Numbers", "Double", "Flag", "Text", "Key"];

    /// <summary>What may be wrong in a row, and what becomes of it.</summary>
    private static readonly (string Name, Action<CursorRow> Change, Outcome Outcome)[] Values =
    [
        ("NaN in a vector", row => row.Numbers = Vector(0, float.NaN, 0, 1), Outcome.AsMissing),
        ("NaN in a sparse vector", row => row.Numbers = new(4, 1, [float.NaN], [2]), Outcome.AsMissing),
        ("infinity in a vector", row => row.Numbers = Vector(0, float.PositiveInfinity, 0, 1), Outcome.NoScore),
        ("infinity in a sparse vector", row => row.Numbers = new(4, 1, [float.NegativeInfinity], [3]), Outcome.NoScore),
        ("NaN and infinity in a vector", row => row.Numbers = Vector(float.NaN, float.PositiveInfinity, 0, 1), Outcome.NoScore),
        ("a sparse vector without values", row => row.Numbers = new(4, 0, [], []), Outcome.Score),
        ("huge numbers in a vector", row => row.Numbers = Vector(float.MaxValue, -float.MaxValue, float.MaxValue, float.MaxValue), Outcome.Any),
        ("tiny numbers in a vector", row => row.Numbers = Vector(float.Epsilon, -float.Epsilon, 0, -0f), Outcome.Score),
        ("NaN", row => row.Double = double.NaN, Outcome.AsMissing),
        ("infinity", row => row.Double = double.NegativeInfinity, Outcome.NoScore),
        ("a double that no float can be", row => row.Double = 1e300, Outcome.NoScore),
        ("an empty text", row => row.Text = "", Outcome.AsMissing),
        ("no text", row => row.Text = null!, Outcome.AsMissing),
        ("a text that training did not have", row => row.Text = "\ud800 elsewhere \0", Outcome.Score),
        ("the missing key", row => row.Key = NoKey, Outcome.AsMissing),
        ("the largest key", row => row.Key = uint.MaxValue, Outcome.AsMissing),
        ("everything at once", row => (row.Numbers, row.Double, row.Text, row.Key) = (Vector(float.NaN, float.NaN, float.NaN, float.NaN), double.NaN, "", NoKey), Outcome.AsMissing),
    ];

    private static readonly (string Name, Func<MLContext, NetworkTrainerOptions, NetworkTrainer> Create, NetworkTrainerOptions Options)[] Tasks =
    [
        ("binary", (context, options) => context.BinaryClassification.Trainers.Network(options), new() { LabelColumnName = "Answer" }),
        ("multi-label", (context, options) => context.BinaryClassification.Trainers.Network(options), new() { LabelColumnName = "Answers" }),
        ("multiclass", (context, options) => context.MulticlassClassification.Trainers.Network(options), new() { LabelColumnName = "Class" }),
        ("regression", (context, options) => context.Regression.Trainers.Network(options), new() { LabelColumnName = "Target" }),
        ("regression with a spread", (context, options) => context.Regression.Trainers.Network(options), new() { LabelColumnName = "Target", Loss = new GaussianLoss() }),
        ("multi-output", (context, options) => context.Regression.Trainers.Network(options), new() { LabelColumnName = "Targets" }),
        ("ranking", (context, options) => context.Ranking.Trainers.Network(options), new() { LabelColumnName = "Target" }),
    ];

    private readonly MLContext _context = new(seed: 1);

    private enum Outcome
    {
        /// <summary>The row has scores.</summary>
        Score,

        /// <summary>It has none.</summary>
        NoScore,

        /// <summary>It has some where the network has learnt what a missing value means, or counts it as the mean.</summary>
        AsMissing,

        /// <summary>Nothing throws.</summary>
        Any,
    }

    public static IEnumerable<object[]> Cases =>
        from task in Tasks
        from missing in Enum.GetValues<MissingValues>()
        from trained in missing == MissingValues.Indicator ? (bool[])[false, true] : [false]
        select new object[] { task.Name, missing, trained };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void BadValues_GiveMissingScores_InTheirRowAlone(string task, MissingValues missing, bool missingInTraining)
    {
        foreach (var encoding in Enum.GetValues<NumberEncoding>())
        {
            var (_, create, options) = Tasks.Single(entry => entry.Name == task);
            var training = CursorRow.Rows(80);
            if (missingInTraining)
            {
                (training[1].Numbers, training[2].Double, training[3].Text, training[4].Key) = (Vector(float.NaN, float.NaN, float.NaN, float.NaN), double.NaN, "", NoKey);
            }

            var model = create(_context, options with { FeatureColumnNames = Features, MissingValues = missing, NumberEncoding = encoding, Epochs = 1, Seed = 1 }).Fit(View(training));
            object[][] expected = Scores(model, CursorRow.Rows(8));
            Assert.IsTrue(expected.All(row => row.All(IsThere)));
            foreach (var (name, change, outcome) in Values)
            {
                var rows = CursorRow.Rows(8);
                change(rows[Bad]);

                object[][] actual = Scores(model, rows);

                string what = $"{task}, {missing}, {encoding}: {name}";
                bool scored = outcome == Outcome.Score || (outcome == Outcome.AsMissing && (missing == MissingValues.Mean || missingInTraining));
                if (outcome != Outcome.Any)
                {
                    CheckBad(actual[Bad], scored, what);
                }

                for (int row = 0; row < rows.Count; row++)
                {
                    Assert.IsTrue(row == Bad || ValueReading.AreSame(expected[row], actual[row], 1e-5), $"{what}: row {row} beside it");
                }

                Assert.IsTrue(ValueReading.AreSame(actual[Bad], OneRow(model, rows[Bad]), 1e-4), $"{what}: the row alone");
            }
        }
    }

    /// <summary>Score, Probability and StandardDeviation are NaN in every slot; PredictedLabel is the missing key, or no.</summary>
    private static void CheckBad(object[] values, bool scored, string what)
    {
        if (scored)
        {
            Assert.IsTrue(values.All(IsThere), $"{what}: expected scores, found {ValueReading.Text(values)}");
            return;
        }

        foreach (object value in values.SelectMany(value => value as object[] ?? [value]))
        {
            Assert.IsTrue(value is float.NaN or 0u or false, $"{what}: expected none, found {ValueReading.Text(values)}");
        }
    }

    private static bool IsThere(object value) => value switch
    {
        float number => float.IsFinite(number),
        uint key => key > 0,
        object[] slots => slots.All(IsThere),
        _ => true,
    };

    /// <summary>The values of all added columns, read through a cursor.</summary>
    private object[][] Scores(NetworkTransformer model, List<CursorRow> rows)
    {
        var view = View(rows);
        var scored = model.Transform(view);
        DataViewSchema.Column[] added = [.. scored.Schema.Where(column => column.Index >= view.Schema.Count)];
        using var cursor = scored.GetRowCursor(added);
        Func<object>[] getters = [.. added.Select(column => ValueReading.Getter(cursor, column))];
        var values = new List<object[]>();
        while (cursor.MoveNext())
        {
            values.Add([.. getters.Select(getter => getter())]);
        }

        return [.. values];
    }

    /// <summary>The same of one row, as a PredictionEngine reads it.</summary>
    private object[] OneRow(NetworkTransformer model, CursorRow row)
    {
        var view = View([row]);
        var mapper = model.GetRowToRowMapper(view.Schema);
        DataViewSchema.Column[] added = [.. mapper.OutputSchema.Where(column => column.Index >= view.Schema.Count)];
        using var input = view.GetRowCursor(mapper.GetDependencies(added));
        using var output = mapper.GetRow(input, added);
        Assert.IsTrue(input.MoveNext());
        return [.. added.Select(column => ValueReading.Getter(output, column)())];
    }

    private IDataView View(List<CursorRow> rows) => _context.Data.LoadFromEnumerable(rows);

    private static VBuffer<float> Vector(params float[] values) => new(values.Length, values);

    /// <summary>A feature of every kind, and a label of every kind.</summary>
    private sealed class CursorRow
    {
        [VectorType(4)]
        public VBuffer<float> Numbers { get; set; }

        public double Double { get; set; }

        public bool Flag { get; set; }

        public string Text { get; set; } = "";

        [KeyType(3)]
        public uint Key { get; set; }

        public bool Answer { get; set; }

        [VectorType(2)]
        public bool[] Answers { get; set; } = new bool[2];

        [KeyType(3)]
        public uint Class { get; set; }

        public float Target { get; set; }

        [VectorType(2)]
        public float[] Targets { get; set; } = new float[2];

        [KeyType(10)]
        public uint GroupId { get; set; }

        public static List<CursorRow> Rows(int count) =>
        [
            .. SampleRow.Rows(count).Select((sample, row) => new CursorRow
            {
                Numbers = new VBuffer<float>(4, sample.Features),
                Double = sample.Height,
                Flag = sample.Garden,
                Text = sample.Town,
                Key = (uint)row % 3,
                Answer = sample.Answer,
                Answers = [sample.Tags[0], sample.Tags[1]],
                Class = (uint)row / 2 % 3,
                Target = row % 5,
                Targets = [sample.Amount, row],
                GroupId = (uint)row / 10 % 10,
            }),
        ];
    }
}
