using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>docs/options.md names every option with its true default and range, and its example runs.</summary>
[TestClass]
public sealed partial class OptionsPageTests
{
    [TestMethod]
    public void EveryOption_IsOnThePage_WithItsDefaultAndRange()
    {
        var defaults = new NetworkTrainerOptions();
        string[] expected =
        [
            .. typeof(NetworkTrainerOptions).GetProperties().Select(option => $"{option.Name}: {Default(option.GetValue(defaults))}; {Range(option)}").Order(StringComparer.Ordinal),
        ];
        string[] stated =
        [
            .. OptionRow().Matches(Page()).Select(row => $"{row.Groups["name"].Value}: {row.Groups["default"].Value.Trim('`')}; {row.Groups["range"].Value}").Order(StringComparer.Ordinal),
        ];

        CollectionAssert.AreEqual(expected, stated, $"The options are\n{string.Join('\n', expected)}\nand the page says\n{string.Join('\n', stated)}");
    }

    [TestMethod]
    public void EveryLoss_IsOnThePage_WithItsMetric()
    {
        foreach (var type in typeof(RegressionLoss).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RegressionLoss))))
        {
            var loss = (RegressionLoss)Activator.CreateInstance(type)!;

            Assert.MatchesRegex(new Regex($@"\| `{type.Name}( \{{[^}}]*\}})?` \|[^|]*\| `{loss.MetricName}` \|"), Page());
        }
    }

    [TestMethod]
    public void TheExample_EvaluatesSeveralLabelsAndSeveralOutputs()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView flats = mlContext.Data.LoadFromTextFile<Flat>(
            Path.Combine(Repository.Root, "examples", "data", "flats.csv"), new TextLoader.Options { HasHeader = true, Separators = [','], MissingRealsAsNaNs = true });
        var split = mlContext.Data.TrainTestSplit(flats, testFraction: 0.25);

        // docs/options.md
        var labels = mlContext.Transforms.Concatenate("Labels", "Furnished", "Let").Append(mlContext.Transforms.Concatenate("Outputs", "Rent", "Area"));
        IDataView train = labels.Fit(split.TrainSet).Transform(split.TrainSet);
        IDataView test = labels.Fit(split.TrainSet).Transform(split.TestSet);

        var both = mlContext.BinaryClassification.Trainers.Network(new NetworkTrainerOptions
        {
            LabelColumnName = "Labels",
            FeatureColumnNames = ["District", "Rooms", "Area", "Built", "Rent"],
            BalanceClasses = true,
        }).Fit(train);
        Console.WriteLine(mlContext.BinaryClassification.EvaluateMultiLabel(both.Transform(test), "Labels"));

        var outputs = mlContext.Regression.Trainers.Network(new NetworkTrainerOptions
        {
            LabelColumnName = "Outputs",
            FeatureColumnNames = ["District", "Rooms", "Built"],
            Loss = new GaussianLoss(),
        }).Fit(train);
        Console.WriteLine(mlContext.Regression.EvaluateMultiOutput(outputs.Transform(test), "Outputs"));
        // end

        var metrics = mlContext.Regression.EvaluateMultiOutput(outputs.Transform(test), "Outputs");
        CollectionAssert.AreEqual((string[])["Rent", "Area"], metrics.PerOutput.Select(output => output.Name).ToArray());
        Assert.IsGreaterThan(0.2, metrics.PerOutput[1].RSquared);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), outputs.Transform(test).Schema["StandardDeviation"].Type);
        Assert.AreEqual("Furnished", mlContext.BinaryClassification.EvaluateMultiLabel(both.Transform(test), "Labels").PerLabel[0].Name);
    }

    private static string Default(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IReadOnlyList<string> texts => $"[{string.Join(", ", texts.Select(text => $"\"{text}\""))}]",
        System.Collections.IDictionary { Count: 0 } => "none",
        CancellationToken { CanBeCanceled: false } => "none",
        bool flag => flag ? "true" : "false",
        Enum => value.ToString()!,
        int or float => Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => value.GetType().Name,
    };

    /// <summary>The range that the option has here, or in the engine's options, which check it.</summary>
    private static string Range(PropertyInfo option)
    {
        var range = option.GetCustomAttribute<RangeAttribute>() ?? typeof(TrainingOptions).GetProperty(option.Name)?.GetCustomAttribute<RangeAttribute>();
        if (range is null)
        {
            return "";
        }

        double least = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        return range.Maximum is int.MaxValue
            ? $"at least {Number(least)}"
            : $"{(range.MinimumIsExclusive ? "above " : "")}{Number(least)} to {(range.MaximumIsExclusive ? "below " : "")}{Number(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture))}";
    }

    private static string Number(double value) => ((decimal)(float)value).ToString("#,0.######", CultureInfo.InvariantCulture);

    private static string Page() => Repository.Read("docs", "options.md");

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<default>`[^`]+`|none) \| (?<range>[^|]*?) ?\| [^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex OptionRow();
}
