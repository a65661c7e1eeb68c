using System.Globalization;

namespace MLExtensions.AutoML.Tests.Reports;

/// <summary>A made-up search that looks like a real one: deep and classical pipelines, pruned and failed trials, curves, and all that a report can show.</summary>
internal static class SampleSearch
{
    public const string Metric = "AreaUnderRocCurve";
    private const string Featurizer = "ReplaceMissingValues=>OneHotEncoding=>Concatenate";
    private static readonly DateTime s_start = new(2025, 3, 14, 9, 0, 0, DateTimeKind.Utc);

    /// <summary>A binary classification with everything in it.</summary>
    public static SearchReport Report(int trials = 40) => new()
    {
        Title = "Adult: who earns more than 50,000 dollars a year",
        Description = "32,561 rows, 14 columns, five folds, 120 seconds on two cores.",
        MetricName = Metric,
        IsMaximized = true,
        Trials = Trials(trials),
        Elapsed = TimeSpan.FromSeconds(121.4),
        ModelName = "the best trial, on rows that it was not trained on",
        Confusion = new(["<=50K", ">50K"], [[23132, 1588], [2711, 5130]]),
        Thresholds = Thresholds(),
        Importances = Importances(),
        Ensemble = [new(0, 0.42), new(7, 0.25), new(14, 0.17), new(2, 0.08), new(21, 0.08)],
    };

    /// <summary>Trials of three pipelines by turns; each seventh fails, each fifth is pruned.</summary>
    public static IReadOnlyList<TrialRecord> Trials(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(number => Trial(number, random))];
    }

    /// <summary>A regression's rows: predictions with more error where the number is large.</summary>
    public static IReadOnlyList<ReportPrediction> Predictions(int count)
    {
        var random = new Random(11);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                double actual = 500 * Math.Pow(random.NextDouble(), 2);
                return new ReportPrediction(actual, actual + (Normal(random) * (4 + (0.08 * actual))));
            }),
        ];
    }

    private static TrialRecord Trial(int number, Random random)
    {
        double rate = Math.Pow(10, -4 + (2.7 * random.NextDouble()));
        double dropout = Math.Round(0.5 * random.NextDouble(), 3);
        int width = 1 << random.Next(5, 10), leaves = 1 << random.Next(2, 10);
        string activation = random.Next(3) switch { 0 => "Relu", 1 => "Gelu", _ => "Silu" };
        (string trainer, string key, string parameter) = (number % 3) switch
        {
            0 => ("FeedForward", "e3", Invariant($"{{\"LearningRate\":{rate:G6},\"Dropout\":{dropout},\"Width\":{width},\"Activation\":\"{activation}\",\"BatchSize\":256}}")),
            1 => ("FastTreeBinary", "e4", Invariant($"{{\"NumberOfLeaves\":{leaves},\"LearningRate\":{rate * 10:G6},\"FeatureFraction\":{1 - dropout}}}")),
            _ => ("TabularTransformer", "e5", Invariant($"{{\"LearningRate\":{rate:G6},\"Dropout\":{dropout},\"Heads\":{1 << random.Next(1, 4)}}}")),
        };
        bool isDeep = key != "e4";
        bool isPruned = number % 5 == 3;
        int epochs = isPruned ? 6 : 30;
        double metric = 0.925 - (0.02 * Math.Pow(Math.Log10(rate) + 2.7, 2)) - (0.02 * Math.Abs(dropout - 0.15)) + (isDeep ? 0.002 : 0) + (0.002 * Normal(random)) - (isPruned ? 0.02 : 0);
        (TrialStatus status, string? reason) = number % 7 == 4 ? Failure(number) : (isPruned ? TrialStatus.Pruned : TrialStatus.Completed, null);
        double spread = 0.002 + (0.003 * random.NextDouble());
        DateTime started = s_start.AddSeconds(2.6 * number);
        double seconds = 2 + (9 * random.NextDouble());
        return new()
        {
            TrialId = number,
            Pipeline = $"{Featurizer}=>{trainer}",
            Parameter = $"{{\"_SCHEMA_\":\"e0 * e1 * e2 * {key}\",\"e0\":{{\"ReplacementMode\":\"Mean\"}},\"e1\":{{}},\"e2\":{{}},\"{key}\":{parameter},\"e9\":{{\"Unused\":{number}}}}}",
            Status = status,
            Reason = reason,
            Metric = reason is null ? metric : null,
            FoldMetrics = reason is null ? [metric - spread, metric, metric + spread] : [],
            FoldSpread = reason is null ? spread : null,
            Seconds = seconds,
            ModelBytes = reason is null ? 40_000 + (width * 900L) : null,
            RowsPerSecond = reason is null ? 60_000 + (400_000 * random.NextDouble()) : null,
            Epochs = isDeep ? epochs : null,
            StartedAtUtc = started,
            EndedAtUtc = started.AddSeconds(seconds),
            Curve = isDeep && reason is null ? Curve(epochs, rate, metric, random) : [],
        };
    }

    private static (TrialStatus, string) Failure(int number) => (number / 7 % 4) switch
    {
        0 => (TrialStatus.Diverged, "The loss was not a number in epoch 3 with a learning rate of 0.046."),
        1 => (TrialStatus.OutOfMemory, "It needed 2,310 MB where 2,048 MB are allowed."),
        2 => (TrialStatus.TimedOut, "It ran for longer than 30 seconds."),
        _ => (TrialStatus.Failed, "InvalidOperationException: the training set has 0 instances, aborting training."),
    };

    private static TrialEpoch[] Curve(int epochs, double rate, double metric, Random random) =>
    [
        .. from fold in Enumerable.Range(0, 3)
           from epoch in Enumerable.Range(1, epochs)
           let distance = Math.Exp(-epoch * (0.08 + (60 * rate) / (1 + (200 * rate))))
           select new TrialEpoch(
               fold,
               epoch,
               30,
               0.28 + (0.4 * distance),
               1.22 - metric + (0.4 * distance) + (rate * 0.12 * epoch) + (0.002 * Normal(random)),
               "Accuracy",
               metric - 0.07 - (0.1 * distance) + (0.001 * Normal(random)),
               0.1 * epoch),
    ];

    private static ReportThreshold[] Thresholds() =>
    [
        .. Enumerable.Range(0, 1001).Select(step =>
        {
            double threshold = step / 1000.0;
            double recall = 1 - Math.Pow(threshold, 1.6), precision = 0.24 + (0.75 * Math.Pow(threshold, 0.7));
            return new ReportThreshold(threshold, precision, recall, 2 * precision * recall / (precision + recall));
        }),
    ];

    private static ReportImportance[] Importances() =>
    [
        new("capital-gain", 0.0480, 0.0021), new("marital-status", 0.0312, 0.0030), new("education-num", 0.0221, 0.0016), new("age", 0.0190, 0.0019),
        new("occupation", 0.0143, 0.0011), new("hours-per-week", 0.0098, 0.0012), new("capital-loss", 0.0081, 0.0008), new("relationship", 0.0072, 0.0025),
        new("workclass", 0.0031, 0.0006), new("native-country", 0.0009, 0.0005), new("race", 0.0004, 0.0004), new("fnlwgt", -0.0003, 0.0006),
    ];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
