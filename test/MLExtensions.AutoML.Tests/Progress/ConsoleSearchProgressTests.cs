using System.Diagnostics;
using Spectre.Console;

namespace MLExtensions.AutoML.Tests.Progress;

[TestClass]
public sealed class ConsoleSearchProgressTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [TestMethod]
    public void Report_ToAWriter_WritesALineForEachEvent()
    {
        var writer = new StringWriter { NewLine = "\n" };
        using (var progress = new ConsoleSearchProgress(writer))
        {
            progress.Report(Updates.Search(SearchEvent.SearchStarted, 0, left: 120));
            progress.Report(Updates.Trial(SearchEvent.TrialStarted, 0, 0.2));
            progress.Report(Updates.Epoch(0, 1, 1));
            progress.Report(Updates.Trial(SearchEvent.TrialPaused, 0, 3));
            progress.Report(Updates.Ended(0, 0.9312, 65, isBest: true));
            progress.Report(Updates.Failed(1, "The loss was not a number.", 66));
            progress.Report(Updates.Search(SearchEvent.SearchEnded, 3725, ended: 2, best: 0.9312, bestTrial: 0) with { Message = "The budget was used up." });
        }

        Assert.AreEqual(
            """
            [0:00] Search for the best AreaUnderRocCurve in 2 min 00 s
            [0:00] Trial 0 started: ReplaceMissingValues=>Concatenate=>FeedForward
            [0:01] Trial 0, epoch 1/50: Accuracy 0.8765
            [0:03] Trial 0 waits for the others of its rung
            [1:05] Trial 0 completed: AreaUnderRocCurve 0.9312 ± 0.0041 (best so far), 6.3 s, ReplaceMissingValues=>Concatenate=>FeedForward
            [1:06] Trial 1 diverged: The loss was not a number.
            [1:02:05] Search ended: 2 trials, best AreaUnderRocCurve 0.9312, trial 0. The budget was used up.

            """.ReplaceLineEndings("\n"),
            writer.ToString());
    }

    [TestMethod]
    public void Report_ManyEpochsToAWriter_WritesOneInFiveSeconds()
    {
        var writer = new StringWriter();
        using var progress = new ConsoleSearchProgress(writer);
        for (int epoch = 1; epoch <= 50; epoch++)
        {
            progress.Report(Updates.Epoch(0, epoch, 0.3 * epoch));
        }

        string[] lines = writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        // At 0.3, 5.4 and 10.5 seconds.
        CollectionAssert.AreEqual(new[] { "epoch 1/50", "epoch 18/50", "epoch 35/50" }, lines.Select(line => line.Split(", ")[1].Split(':')[0]).ToArray());
    }

    [TestMethod]
    public void Report_TextWithEscapeSequences_WritesNoneOfThem()
    {
        var writer = new StringWriter();
        using var progress = new ConsoleSearchProgress(writer);

        progress.Report(Updates.Failed(0, "bad\u001B[2J\r\nname\u009B1m", 1));

        Assert.AreEqual($"[0:01] Trial 0 diverged: bad [2J  name 1m{Environment.NewLine}", writer.ToString());
    }

    [TestMethod]
    public void Report_ToAWriterThatIsClosed_LetsTheSearchGoOn()
    {
        var writer = new StreamWriter(new MemoryStream());
        writer.Dispose();
        using var progress = new ConsoleSearchProgress(writer);

        progress.Report(Updates.Search(SearchEvent.SearchStarted, 0));
    }

    [TestMethod]
    public void Report_ToAConsoleThatNobodyWatches_WritesPlainLines()
    {
        var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        using var progress = new ConsoleSearchProgress(console);

        progress.Report(Updates.Trial(SearchEvent.TrialStarted, 3, 1));

        Assert.AreEqual($"[0:01] Trial 3 started: {Updates.Pipeline}{Environment.NewLine}", writer.ToString());
    }

    [TestMethod]
    public void Report_ToATerminal_DrawsALineForEachRunningTrial()
    {
        var screen = new TerminalScreen(120);
        using var progress = new ConsoleSearchProgress(screen.Console());

        progress.Report(Updates.Search(SearchEvent.SearchStarted, 0, left: 120));
        progress.Report(Updates.Trial(SearchEvent.TrialStarted, 4, 1));
        progress.Report(Updates.Trial(SearchEvent.TrialStarted, 7, 1));
        progress.Report(Updates.Trial(SearchEvent.TrialStarted, 8, 1));
        progress.Report(Updates.Epoch(7, 12, 2, fold: 2));
        progress.Report(Updates.Trial(SearchEvent.TrialPaused, 8, 2));
        progress.Report(Updates.Ended(3, 0.9312, 3, isBest: true) with { Running = 2, Left = TimeSpan.FromSeconds(117) });

        WaitUntil(() => screen.Text.Contains("0.9312, trial 3", StringComparison.Ordinal) && screen.Text.Contains("12/50", StringComparison.Ordinal), () => screen.Text);
        string[] lines = screen.Text.Split('\n');
        Assert.ContainsSingle(line => line.Contains(" 4 ", StringComparison.Ordinal) && line.Contains("FeedForward", StringComparison.Ordinal), lines);
        Assert.ContainsSingle(line => line.Contains(" 7 ", StringComparison.Ordinal) && line.Contains("fold 3: 12/50", StringComparison.Ordinal) && line.Contains("Accuracy 0.8765", StringComparison.Ordinal), lines);
        Assert.IsFalse(lines.Any(line => line.Contains("\u2502     8 ", StringComparison.Ordinal)), "a trial that waits has no line");
        Assert.ContainsSingle(line => line.Contains("4 ended, 2 running, best AreaUnderRocCurve 0.9312, trial 3", StringComparison.Ordinal) && line.Contains(" left: ", StringComparison.Ordinal), lines);
        Assert.IsFalse(screen.IsCursorVisible);
    }

    [TestMethod]
    public void Report_SearchEndsInATerminal_LeavesJustTheNews()
    {
        var screen = new TerminalScreen(120);
        using var progress = new ConsoleSearchProgress(screen.Console());
        progress.Report(Updates.Search(SearchEvent.SearchStarted, 0, left: 120));
        progress.Report(Updates.Trial(SearchEvent.TrialStarted, 0, 1));
        WaitUntil(() => screen.Text.Contains("Pipeline", StringComparison.Ordinal), () => screen.Text);
        progress.Report(Updates.Ended(0, 0.9, 2, isBest: true));
        progress.Report(Updates.Ended(1, 0.8, 3, isBest: false));
        progress.Report(Updates.Failed(2, "The [loss] was not a number.", 4));
        progress.Report(Updates.Search(SearchEvent.SearchEnded, 5, ended: 3, best: 0.9, bestTrial: 0));

        Assert.AreEqual(
            """
            [0:00] Search for the best AreaUnderRocCurve in 2 min 00 s
            [0:02] Trial 0 completed: AreaUnderRocCurve 0.9000 ± 0.0041 (best so far), 6.3 s,
            ReplaceMissingValues=>Concatenate=>FeedForward
            [0:04] Trial 2 diverged: The [loss] was not a number.
            [0:05] Search ended: 3 trials, best AreaUnderRocCurve 0.9000, trial 0
            """.ReplaceLineEndings("\n"),
            screen.Text);
        Assert.IsTrue(screen.IsCursorVisible);
    }

    [TestMethod]
    public void Dispose_AfterAnException_LeavesTheTerminalClean()
    {
        var screen = new TerminalScreen(120);
        Assert.ThrowsExactly<TimeoutException>(() =>
        {
            using var progress = new ConsoleSearchProgress(screen.Console());
            progress.Report(Updates.Trial(SearchEvent.TrialStarted, 0, 1));
            WaitUntil(() => !screen.IsCursorVisible, () => screen.Text);
            throw new TimeoutException();
        });

        Assert.AreEqual("", screen.Text);
        Assert.IsTrue(screen.IsCursorVisible);
    }

    [TestMethod]
    public void Report_AfterDispose_DoesNothing()
    {
        var screen = new TerminalScreen(120);
        var progress = new ConsoleSearchProgress(screen.Console());
        progress.Dispose();

        progress.Report(Updates.Search(SearchEvent.SearchStarted, 0));
        progress.Dispose();

        Assert.AreEqual("", screen.Text);
    }

    [TestMethod]
    public void Report_ASecondSearch_IsShownToo()
    {
        var screen = new TerminalScreen(120);
        using var progress = new ConsoleSearchProgress(screen.Console());
        for (int search = 1; search <= 2; search++)
        {
            progress.Report(Updates.Search(SearchEvent.SearchStarted, 0));
            progress.Report(Updates.Search(SearchEvent.SearchEnded, search, ended: search));
        }

        Assert.AreEqual(4, screen.Text.Split('\n').Length, screen.Text);
        Assert.Contains("[0:02] Search ended: 2 trials, no AreaUnderRocCurve yet", screen.Text);
    }

    [TestMethod]
    public void Report_InATerminalThatIsNarrow_KeepsALineATrial()
    {
        var screen = new TerminalScreen(60);
        using var progress = new ConsoleSearchProgress(screen.Console());
        progress.Report(Updates.Trial(SearchEvent.TrialStarted, 0, 1));
        progress.Report(Updates.Trial(SearchEvent.TrialStarted, 1, 1));

        WaitUntil(() => screen.Text.Contains("\u2502     1 ", StringComparison.Ordinal), () => screen.Text);

        Assert.HasCount(2, screen.Text.Split('\n').Where(line => line.Contains("Forward", StringComparison.Ordinal)), screen.Text);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Report_FromManyThreads_LosesNoNews(bool inATerminal)
    {
        const int Trials = 400;
        var screen = new TerminalScreen(200);
        var writer = new StringWriter();
        using (ConsoleSearchProgress progress = inATerminal ? new(screen.Console()) : new(writer))
        {
            Parallel.For(0, Trials, new ParallelOptions { MaxDegreeOfParallelism = 8 }, trial =>
            {
                progress.Report(Updates.Trial(SearchEvent.TrialStarted, trial, 1));
                progress.Report(Updates.Epoch(trial, 1, 1));
                progress.Report(Updates.Failed(trial, "No reason.", 2));
            });
        }

        string[] lines = (inATerminal ? screen.Text : writer.ToString()).Split('\n');
        int[] failed = [.. lines.Where(line => line.Contains("diverged", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[2]))];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Trials).ToArray(), failed);
    }

    private static void WaitUntil(Func<bool> isSo, Func<string> what)
    {
        var waited = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.IsLessThan(s_patience, waited.Elapsed, what());
            Thread.Sleep(10);
        }
    }
}
