using System.Text.Json.Nodes;
using MLExtensions.AutoML.Tests.Reports.Browser;

namespace MLExtensions.AutoML.Tests.Reports;

/// <summary>
/// The page in a real browser: what its scripts do. With MLEXTENSIONS_PICTURES naming a folder the pages' pictures are left there, for a person to look at.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ReportInBrowserTests
{
    private const int Trials = 40;
    private const string Rows = "#leaderboard tbody tr";

    private static Chromium? s_browser;
    private static DirectoryInfo s_folder = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        s_folder = Directory.CreateTempSubdirectory("mlextensions-report");
        s_browser = await Chromium.StartAsync();
    }

    [ClassCleanup]
    public static void End()
    {
        s_browser?.Dispose();
        s_folder.Delete(recursive: true);
    }

    [TestMethod]
    public async Task Page_InABrowser_HasNoErrorsAndLoadsNothing()
    {
        using BrowserPage page = await OpenAsync(SampleSearch.Report(Trials), "adult");
        await page.ClickAsync("document.getElementById('theme')");

        Assert.IsEmpty(page.Errors, string.Join(Environment.NewLine, page.Errors));
        Assert.HasCount(1, page.Requests, string.Join(", ", page.Requests));
        Assert.EndsWith("adult.html", page.Requests[0]);
    }

    [TestMethod]
    public async Task Leaderboard_InABrowser_ShowsAllTrials()
    {
        using BrowserPage page = await OpenAsync(SampleSearch.Report(Trials), "rows");

        Assert.HasCount(Trials, await page.TextsAsync(Rows));
        Assert.AreEqual($"{Trials} of {Trials} trials", (await page.TextsAsync("#shown-trials"))[0]);
    }

    [TestMethod]
    [DataRow("Trial")]
    [DataRow("Time")]
    [DataRow(SampleSearch.Metric)]
    public async Task Leaderboard_ClickOnAColumnHead_SortsByItsNumbersUpThenDown(string column)
    {
        SearchReport report = SampleSearch.Report(Trials);
        using BrowserPage page = await OpenAsync(report, "sorted");
        Func<TrialRecord, double?> value = column switch { "Trial" => trial => trial.TrialId, "Time" => trial => trial.Seconds, _ => trial => trial.Metric };
        int[] expected = [.. report.Trials.Where(trial => value(trial) is not null).OrderBy(value).Select(trial => trial.TrialId)];
        int[] without = [.. report.Trials.Where(trial => value(trial) is null).Select(trial => trial.TrialId)];

        await ClickHeadAsync(page, column);
        int[] up = await TrialIdsAsync(page);
        await ClickHeadAsync(page, column);
        int[] down = await TrialIdsAsync(page);

        CollectionAssert.AreEqual(expected, up[..expected.Length]);
        CollectionAssert.AreEqual(expected.Reverse().ToArray(), down[..expected.Length]);
        CollectionAssert.AreEquivalent(without, up[expected.Length..], "trials without a value are last");
        CollectionAssert.AreEquivalent(without, down[expected.Length..], "trials without a value are last in the other order too");
    }

    [TestMethod]
    public async Task Leaderboard_ClickOnAColumnHead_TellsAssistiveTechnology()
    {
        using BrowserPage page = await OpenAsync(SampleSearch.Report(Trials), "aria");

        await ClickHeadAsync(page, "Time");
        await ClickHeadAsync(page, "Status");

        JsonNode sorted = (await page.EvaluateAsync("[...document.querySelectorAll('#leaderboard th[aria-sort]')].map(head => head.textContent + ' ' + head.ariaSort)"))!;
        Assert.AreEqual("[\"Status ascending\"]", sorted.ToJsonString());
    }

    [TestMethod]
    public async Task Leaderboard_FilteredByPipelineAndStatus_ShowsJustThose()
    {
        SearchReport report = SampleSearch.Report(Trials);
        using BrowserPage page = await OpenAsync(report, "filtered");

        await ChooseAsync(page, "pipeline-filter", "FeedForward");
        int[] ofPipeline = await ShownAsync(page);
        await ChooseAsync(page, "status-filter", "Pruned");
        int[] ofBoth = await ShownAsync(page);

        int[] feedForward = [.. report.Trials.Where(trial => trial.Pipeline.EndsWith("FeedForward", StringComparison.Ordinal)).Select(trial => trial.TrialId)];
        CollectionAssert.AreEquivalent(feedForward, ofPipeline);
        CollectionAssert.AreEquivalent(feedForward.Where(trial => report.Trials[trial].Status == TrialStatus.Pruned).ToArray(), ofBoth);
        Assert.AreEqual($"{ofBoth.Length} of {Trials} trials", (await page.TextsAsync("#shown-trials"))[0]);
    }

    [TestMethod]
    public async Task Charts_InABrowser_AreAllDrawnInBothThemes()
    {
        using BrowserPage page = await OpenAsync(SampleSearch.Report(Trials) with { Predictions = SampleSearch.Predictions(5000) }, "charts");
        foreach (string scheme in new[] { "light", "dark" })
        {
            await page.SetColourSchemeAsync(scheme);
            await page.EvaluateAsync("new Promise(done => setTimeout(done, 300))");

            // A canvas that nothing was drawn on has no pixel that is not transparent.
            JsonNode blank = (await page.EvaluateAsync(
                """
                (() => {
                  const isBlank = canvas => {
                    const copy = document.createElement('canvas');
                    copy.width = canvas.width;
                    copy.height = canvas.height;
                    const context = copy.getContext('2d', { willReadFrequently: true });
                    context.drawImage(canvas, 0, 0);
                    return !context.getImageData(0, 0, copy.width, copy.height).data.some(value => value > 0);
                  };
                  return [...document.querySelectorAll('canvas')].filter(isBlank).map(canvas => canvas.id);
                })()
                """))!;
            Assert.AreEqual("[]", blank.ToJsonString(), $"blank charts, {scheme}");
            JsonNode narrow = (await page.EvaluateAsync(
                "[...document.querySelectorAll('figure canvas')].map(canvas => `${canvas.id} ${canvas.clientWidth}x${canvas.clientHeight} in ${canvas.parentElement.clientWidth}x${canvas.parentElement.clientHeight}`).filter(text => !/ (.*) in \\1$/.test(text))"))!;
            Assert.AreEqual("[]", narrow.ToJsonString(), $"charts that do not fill their frames, {scheme}");
            await LeavePictureAsync(page, $"report-{scheme}");
        }

        string[] charts = (await page.EvaluateAsync("[...document.querySelectorAll('figure canvas')].map(canvas => canvas.id).filter(id => !id.startsWith('parameter'))"))!.AsArray().Select(id => (string)id!).ToArray();
        CollectionAssert.AreEqual(new[] { "progress-chart", "curves-chart", "residuals-chart", "histogram-chart", "thresholds-chart", "importance-chart", "ensemble-chart" }, charts);
        Assert.IsEmpty(page.Errors, string.Join(Environment.NewLine, page.Errors));
    }

    [TestMethod]
    public async Task Curves_OfAnotherMeasure_AreThatMeasures()
    {
        SearchReport report = SampleSearch.Report(Trials);
        using BrowserPage page = await OpenAsync(report, "curves");
        const string FirstValue = "Chart.getChart('curves-chart').data.datasets[0].data[0].y";
        TrialRecord best = report.Trials.Where(trial => trial.Curve.Count > 0 && trial.Metric is not null).MaxBy(trial => trial.Metric)!;
        TrialEpoch[] firsts = [.. best.Curve.Where(epoch => epoch.Epoch == 1)];

        double metric = (double)(await page.EvaluateAsync(FirstValue))!;
        await ChooseAsync(page, "curve-measure", "training");
        double loss = (double)(await page.EvaluateAsync(FirstValue))!;
        await ChooseAsync(page, "curve-count", "10");
        int drawn = (int)(await page.EvaluateAsync("Chart.getChart('curves-chart').data.datasets.length"))!;

        Assert.AreEqual(firsts.Average(epoch => epoch.ValidationMetric!.Value), metric, 1e-6);
        Assert.AreEqual(firsts.Average(epoch => epoch.TrainingLoss), loss, 1e-6);
        Assert.AreEqual(10, drawn);
    }

    [TestMethod]
    public async Task Page_WithHostileNames_RunsNoneOfThem()
    {
        using BrowserPage page = await OpenAsync(HostileText.In(SampleSearch.Report(Trials)), "hostile");

        Assert.IsNull(await page.EvaluateAsync("window.wasRun ?? null"), "a name was run as a script");
        Assert.AreEqual(0, (int)(await page.EvaluateAsync("document.querySelectorAll('img').length"))!);
        Assert.AreEqual(HostileText.Name, (await page.TextsAsync("h1"))[0]);
        Assert.HasCount(1, page.Requests, string.Join(", ", page.Requests));
        Assert.IsEmpty(page.Errors, string.Join(Environment.NewLine, page.Errors));
    }

    [TestMethod]
    public async Task Page_WithNumbersThatAreNotFinite_HasNoErrors()
    {
        using BrowserPage page = await OpenAsync(NotFinite.In(SampleSearch.Report(Trials)), "not-finite");

        Assert.HasCount(Trials, await page.TextsAsync(Rows));
        Assert.IsEmpty(page.Errors, string.Join(Environment.NewLine, page.Errors));
    }

    private static async Task<BrowserPage> OpenAsync(SearchReport report, string name)
    {
        string path = Path.Combine(s_folder.FullName, $"{name}.html");
        report.Save(path);
        return await BrowserPage.OpenAsync(s_browser!, path);
    }

    private static Task ClickHeadAsync(BrowserPage page, string column) =>
        page.ClickAsync($"[...document.querySelectorAll('#leaderboard thead button')].find(button => button.textContent === '{column}')");

    private static async Task ChooseAsync(BrowserPage page, string id, string value) =>
        await page.EvaluateAsync($"(() => {{ const select = document.getElementById('{id}'); select.value = '{value}'; select.dispatchEvent(new Event('change')); }})()");

    private static async Task<int[]> TrialIdsAsync(BrowserPage page) => [.. (await page.TextsAsync($"{Rows} td:nth-child(2)")).Select(int.Parse)];

    private static async Task<int[]> ShownAsync(BrowserPage page) => [.. (await page.TextsAsync($"{Rows}:not([hidden]) td:nth-child(2)")).Select(int.Parse)];

    private static async Task LeavePictureAsync(BrowserPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("MLEXTENSIONS_PICTURES") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), await page.PictureAsync());
        }
    }
}
