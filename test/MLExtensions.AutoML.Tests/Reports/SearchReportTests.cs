using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLExtensions.AutoML.Tests.Reports;

[TestClass]
public sealed class SearchReportTests
{
    private static readonly string[] s_leaderboardHeads = ["Rank", "Trial", "Pipeline", SampleSearch.Metric, "\u00B1 folds", "Parameters", "Status", "Time", "Epochs", "Model", "Rows/s"];

    [TestMethod]
    public void ToHtml_WithEverything_HasAllSections()
    {
        ReportDocument page = ReportDocument.Of(SampleSearch.Report() with { Predictions = SampleSearch.Predictions(100) });

        CollectionAssert.AreEqual(new[] { "summary", "leaderboard", "curves", "parameters", "confusion", "residuals", "thresholds", "importance", "ensemble" }, page.Sections);
        CollectionAssert.AreEqual(page.Sections.Select(id => $"#{id}").ToArray(), page.Markup.Descendants("nav").Elements("a").Select(link => (string)link.Attribute("href")!).ToArray());
    }

    [TestMethod]
    public void ToHtml_WithTrialsAlone_LeavesTheOtherSectionsOut()
    {
        ReportDocument page = ReportDocument.Of(Minimal([Trial(0, 0.5), Trial(1, 0.6)]));

        CollectionAssert.AreEqual(new[] { "summary", "leaderboard" }, page.Sections);
    }

    [TestMethod]
    public void ToHtml_WithoutTrials_SaysSo()
    {
        ReportDocument page = ReportDocument.Of(Minimal([]));

        CollectionAssert.AreEqual(new[] { "summary" }, page.Sections);
        Assert.Contains("No trial ended.", page.Section("summary").Value);
    }

    [TestMethod]
    public void ToHtml_AllTrialsFailed_ListsTheirReasons()
    {
        ReportDocument page = ReportDocument.Of(Minimal([Failed(0, "Too few rows."), Failed(1, "Too few rows."), Failed(2, "No label.")]));

        Assert.Contains("No trial has a metric.", page.Section("summary").Value);
        CollectionAssert.AreEqual(new[] { "Too few rows.", "Failed", "2", "0, 1" }, page.Rows("summary")[0]);
        CollectionAssert.AreEqual(new[] { "No label.", "Failed", "1", "2" }, page.Rows("summary")[1]);
    }

    [TestMethod]
    [DataRow(true, new[] { 2, 0, 3, 1 })]
    [DataRow(false, new[] { 3, 0, 2, 1 })]
    public void Leaderboard_BestMetricFirst_TrialsWithoutAMetricLast(bool isMaximized, int[] expected)
    {
        SearchReport report = Minimal([Trial(0, 0.5), Failed(1, "Too few rows."), Trial(2, 0.75), Trial(3, 0.25)]) with { IsMaximized = isMaximized };

        string[][] rows = ReportDocument.Of(report).Rows("leaderboard");

        CollectionAssert.AreEqual(expected, rows.Select(row => int.Parse(row[1])).ToArray());
        CollectionAssert.AreEqual(new[] { "1", "2", "3", "\u2013" }, rows.Select(row => row[0]).ToArray());
    }

    [TestMethod]
    public void Leaderboard_OfARealisticSearch_ShowsWhatIsKnownOfEachTrial()
    {
        SearchReport report = SampleSearch.Report();
        ReportDocument page = ReportDocument.Of(report);
        TrialRecord best = report.Trials.MaxBy(trial => trial.Metric)!;

        string[][] rows = page.Rows("leaderboard");

        CollectionAssert.AreEqual(s_leaderboardHeads, page.Heads("leaderboard"));
        Assert.HasCount(report.Trials.Count, rows);
        Assert.AreEqual(best.TrialId.ToString(), rows[0][1]);
        Assert.AreEqual(best.Metric!.Value.ToString("0.0000"), rows[0][3]);
        Assert.AreEqual("Completed", rows[0][6]);
        foreach (TrialRecord failed in report.Trials.Where(trial => trial.Reason is not null))
        {
            string[] row = rows.Single(row => row[1] == failed.TrialId.ToString());
            Assert.AreEqual("\u2013", row[3]);
            Assert.EndsWith(failed.Reason!, row[6]);
        }
    }

    [TestMethod]
    public void Leaderboard_ColumnsThatNoTrialHasAValueFor_AreLeftOut()
    {
        ReportDocument page = ReportDocument.Of(Minimal([Trial(0, 0.5), Trial(1, 0.25)]));

        CollectionAssert.AreEqual(new[] { "Rank", "Trial", "Pipeline", "Accuracy", "Status", "Time" }, page.Heads("leaderboard"));
    }

    [TestMethod]
    public void Leaderboard_Pipelines_AreNamedByWhatTellsThemApart()
    {
        SearchReport report = Minimal(
        [
            Trial(0, 0.9) with { Pipeline = "Impute=>Concatenate=>FeedForward" },
            Trial(1, 0.8) with { Pipeline = "Impute=>OneHot=>Concatenate=>FastTree" },
            Trial(2, 0.7) with { Pipeline = "Impute=>Concatenate=>FastTree" },
        ]);

        string[] names = [.. ReportDocument.Of(report).Rows("leaderboard").Select(row => row[2])];

        CollectionAssert.AreEqual(new[] { "FeedForward", "OneHot \u2192 FastTree", "FastTree" }, names);
    }

    [TestMethod]
    public void Curves_OfSeveralFolds_AreTheirMeanByEpoch()
    {
        TrialEpoch Epoch(int fold, int epoch, double loss, double? metric) => new(fold, epoch, 2, loss, loss + 1, "Accuracy", metric, 1);
        SearchReport report = Minimal([Trial(0, 0.5) with { Curve = [Epoch(0, 1, 4, 0.25), Epoch(0, 2, 2, 0.5), Epoch(1, 1, 6, 0.75), Epoch(1, 2, 99, null), Epoch(1, 2, 3, 0.75)] }]);

        JsonElement points = ReportDocument.Of(report).Data("curves").GetProperty("trials")[0].GetProperty("points");

        Assert.AreEqual("""[{"epoch":1,"training":5,"loss":6,"metric":0.5},{"epoch":2,"training":2.5,"loss":3.5,"metric":0.625}]""", points.GetRawText());
    }

    [TestMethod]
    public void Parameters_OfARealisticSearch_AreThoseOfTheEstimatorsThatWereUsed()
    {
        ReportDocument page = ReportDocument.Of(SampleSearch.Report());

        var charts = page.Data("parameters").GetProperty("charts").EnumerateArray().ToArray();

        CollectionAssert.AreEquivalent(
            new[] { "LearningRate", "Dropout", "Width", "Activation", "LearningRate", "NumberOfLeaves", "FeatureFraction", "LearningRate", "Dropout", "Heads" },
            charts.Select(chart => chart.GetProperty("name").GetString()).ToArray());
        CollectionAssert.AreEqual(new[] { "FastTreeBinary", "FeedForward", "TabularTransformer" }, page.Section("parameters").Descendants("h3").Select(head => head.Value).Order().ToArray());
        Assert.IsTrue(charts.Where(chart => chart.GetProperty("name").GetString() == "LearningRate").All(chart => chart.GetProperty("isLogarithmic").GetBoolean()), "rates were drawn from powers of ten");
        Assert.IsFalse(charts.Where(chart => chart.GetProperty("name").GetString() == "Dropout").Any(chart => chart.GetProperty("isLogarithmic").GetBoolean()), "dropout was drawn evenly");
    }

    [TestMethod]
    public void Parameters_WithTexts_HaveAPlaceForEachText()
    {
        SearchReport report = Minimal([.. new[] { "Relu", "Gelu", "Relu", "Silu" }.Select((name, id) => Trial(id, 0.1 * id) with { Parameter = JsonSerializer.Serialize(new { Activation = name }) })]);

        JsonElement chart = ReportDocument.Of(report).Data("parameters").GetProperty("charts")[0];

        Assert.AreEqual("""["Gelu","Relu","Silu"]""", chart.GetProperty("categories").GetRawText());
        CollectionAssert.AreEqual(new[] { 2, 1, 0, 1 }, chart.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("x").GetInt32()).ToArray());
    }

    [TestMethod]
    public void Confusion_AsATable_HasCountsRecallAndPrecision()
    {
        SearchReport report = Minimal([Trial(0, 0.5)]) with { Confusion = new(["cat", "dog"], [[30, 10], [5, 15]]) };

        string[][] rows = ReportDocument.Of(report).Rows("confusion");

        CollectionAssert.AreEqual(new[] { "cat", "30", "10", "75.0 %" }, rows[0]);
        CollectionAssert.AreEqual(new[] { "dog", "5", "15", "75.0 %" }, rows[1]);
        CollectionAssert.AreEqual(new[] { "Precision", "85.7 %", "60.0 %", "" }, rows[2]);
    }

    [TestMethod]
    public void Confusion_OfVeryManyClasses_KeepsEveryRowInTheCounts()
    {
        const int Classes = 200;
        double[][] counts = [.. Enumerable.Range(0, Classes).Select(actual => Enumerable.Range(0, Classes).Select(predicted => actual == predicted ? actual + 1.0 : 0).ToArray())];
        SearchReport report = Minimal([Trial(0, 0.5)]) with { Confusion = new([.. Enumerable.Range(0, Classes).Select(number => $"class {number}")], counts) };

        string[][] rows = ReportDocument.Of(report).Rows("confusion");

        Assert.HasCount(31, rows, "30 lines and the precision");
        Assert.AreEqual("171 others", rows[29][0]);
        Assert.AreEqual(20_100, rows[..30].Sum(row => row[1..31].Sum(cell => int.Parse(cell.Replace(",", "")))), "1 + 2 + ... + 200 rows");
    }

    [TestMethod]
    public void Confusion_ThatIsNoSquare_IsRefusedWithItsSize()
    {
        SearchReport report = Minimal([Trial(0, 0.5)]) with { Confusion = new(["a", "b", "c"], [[1, 2], [3, 4]]) };

        var thrown = Assert.ThrowsExactly<ArgumentException>(() => report.ToHtml());

        Assert.Contains("3 lines of 3 counts are expected", thrown.Message);
    }

    [TestMethod]
    public void Residuals_OfKnownRows_HaveTheFiguresOfTheirDefinition()
    {
        // Errors 1, -1, 2, -2 around labels of variance 5: mean absolute error 1.5, mean square 2.5, R squared 1 - 2.5 / 5.
        SearchReport report = Minimal([Trial(0, 0.5)]) with { Predictions = [new(1, 2), new(3, 2), new(5, 7), new(7, 5)] };

        ReportDocument page = ReportDocument.Of(report);

        string text = page.Section("residuals").Value;
        Assert.Contains("4 rows: mean absolute error 1.5, root of the mean square 1.5811, R\u00B2 0.5000, mean residual 0.", text);
        Assert.AreEqual(4, page.Data("residuals").GetProperty("counts").EnumerateArray().Sum(count => count.GetInt32()));
    }

    [TestMethod]
    public void Residuals_OfManyRows_AreThinnedButAllCounted()
    {
        SearchReport report = Minimal([Trial(0, 0.5)]) with { Predictions = SampleSearch.Predictions(50_000) };

        JsonElement data = ReportDocument.Of(report).Data("residuals");

        Assert.IsLessThanOrEqualTo(2000, data.GetProperty("points").GetArrayLength());
        Assert.AreEqual(50_000, data.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt32()));
    }

    [TestMethod]
    public void ToHtml_WithHostileNames_KeepsThemAsText()
    {
        ReportDocument page = ReportDocument.Of(HostileText.In(SampleSearch.Report()));

        Assert.AreEqual(HostileText.Name, page.Title);
        Assert.IsEmpty(page.Markup.Descendants("img"), "a name became an element");
        Assert.IsEmpty(page.Markup.Descendants().Attributes().Where(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)), "a name became a handler");
        Assert.AreEqual(HostileText.Name, page.Heads("leaderboard")[3]);
        Assert.AreEqual(HostileText.Name, page.Data("importance").GetProperty("features")[0].GetProperty("name").GetString());
    }

    [TestMethod]
    public void ToHtml_WithControlCharactersAndLoneSurrogates_IsStillADocument()
    {
        ReportDocument page = ReportDocument.Of(Minimal([Failed(0, "a\0b\u001B[2Jc\uD800d\uFFFFe")]) with { Title = "\uDC00 title" });

        Assert.AreEqual("\uFFFD title", page.Title);
        Assert.AreEqual("a\uFFFDb\uFFFD[2Jc\uFFFDd\uFFFDe", page.Rows("summary")[0][0]);
    }

    [TestMethod]
    public void ToHtml_WithNumbersThatAreNotFinite_HasGapsAndNoInvalidData()
    {
        SearchReport report = NotFinite.In(SampleSearch.Report());

        ReportDocument page = ReportDocument.Of(report);

        string[][] rows = page.Rows("leaderboard");
        Assert.HasCount(report.Trials.Count, rows);
        Assert.AreEqual(report.Trials.Count(trial => trial.Metric is { } metric && double.IsFinite(metric)), rows.Count(row => row[0] != "\u2013"), "ranked trials");
        Assert.AreEqual(JsonValueKind.Null, page.Data("curves").GetProperty("trials")[0].GetProperty("points")[4].GetProperty("training").ValueKind);
        Assert.AreEqual(2, page.Data("importance").GetProperty("features").GetArrayLength());
    }

    [TestMethod]
    public void ToHtml_WithAParameterThatIsNoJson_ShowsTheTrialAllTheSame()
    {
        ReportDocument page = ReportDocument.Of(Minimal([Trial(0, 0.5) with { Parameter = "{ not json" }, Trial(1, 0.25) with { Parameter = "[1,2]" }]));

        Assert.HasCount(2, page.Rows("leaderboard"));
    }

    [TestMethod]
    public void ToHtml_RefersToNothingOutsideOfThePage()
    {
        SearchReport report = SampleSearch.Report() with { Predictions = SampleSearch.Predictions(100) };
        ReportDocument page = ReportDocument.Of(report);
        string style = Regex.Match(report.ToHtml(), "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;

        Assert.IsEmpty(page.Markup.Descendants().Attributes("src"));
        Assert.IsEmpty(page.Markup.Descendants("link"));
        Assert.IsTrue(page.Markup.Descendants().Attributes("href").All(link => link.Value.StartsWith('#')), "links within the page");
        Assert.IsGreaterThan(1000, style.Length);
        Assert.IsFalse(Regex.IsMatch(style, @"url\(|@import"), "the style loads something");
        Assert.DoesNotContain("sourceMappingURL", report.ToHtml());
    }

    [TestMethod]
    public void ToHtml_OfAThousandTrials_IsOfAModestSize()
    {
        string html = (SampleSearch.Report(1000) with { Predictions = SampleSearch.Predictions(100_000) }).ToHtml();

        Assert.IsLessThan(4_000_000, html.Length);
    }

    [TestMethod]
    public void Save_ToAFolderThatIsMissing_MakesItAndWritesUtf8()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlextensions-report");
        try
        {
            string path = Path.Combine(folder.FullName, "a", "b", "report.html");
            SearchReport report = SampleSearch.Report() with { Title = "Zürich \u2192 東京" };

            report.Save(path);
            report.Save(path);

            Assert.AreEqual(report.ToHtml(), File.ReadAllText(path));
            CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(Path.GetDirectoryName(path)!), "one file, nothing beside it");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void Save_WhereAFolderHasThatName_ThrowsAndLeavesIt()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlextensions-report");
        try
        {
            Assert.Throws<Exception>(() => SampleSearch.Report().Save(folder.FullName));

            Assert.IsTrue(folder.Exists);
            Assert.IsEmpty(folder.GetFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SearchReport Minimal(IReadOnlyList<TrialRecord> trials) => new() { Title = "A search", MetricName = "Accuracy", IsMaximized = true, Trials = trials };

    private static TrialRecord Trial(int id, double metric) => new() { TrialId = id, Pipeline = "Concatenate=>FeedForward", Parameter = "{}", Status = TrialStatus.Completed, Metric = metric, FoldMetrics = [metric] };

    private static TrialRecord Failed(int id, string reason) => new() { TrialId = id, Pipeline = "Concatenate=>FeedForward", Parameter = "{}", Status = TrialStatus.Failed, Reason = reason };
}
