using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLExtensions.Tests.Citizenship;

/// <summary>What a run tells <c>MLContext.Log</c>: who speaks, of what kind it is, and what it says.</summary>
[TestClass]
public sealed class LogTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly List<LoggingEventArgs> _messages = [];

    public LogTests() => _context.Log += (_, message) => _messages.Add(message);

    [TestMethod]
    public void ARun_TellsItsStart_EachEpoch_AndItsEnd_AsInformationOfTheTrainer()
    {
        _context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 3).Fit(TestData.View(_context, TestData.Points(200)));

        string[] lines = [.. _messages.Where(message => message.Kind == ChannelMessageKind.Info).Select(message => message.RawMessage)];
        StringAssert.StartsWith(lines[0], "Training FeedForward: ");
        StringAssert.Contains(lines[0], "49 parameters"); // 4 * 8 + 8 and 8 + 1
        StringAssert.Contains(lines[0], "200 rows");
        StringAssert.Contains(lines[0], "seed 1");
        StringAssert.Contains(lines[0], "CPU");
        string[] epochs = [.. lines.Where(line => line.StartsWith("Epoch ", StringComparison.Ordinal))];
        Assert.HasCount(3, epochs);
        for (int i = 0; i < 3; i++)
        {
            StringAssert.StartsWith(epochs[i], $"Epoch {i + 1}/3: loss ");
        }

        StringAssert.StartsWith(lines[^1], "Trained 3 epochs in ");
        foreach (var message in _messages.Where(message => message.Kind == ChannelMessageKind.Info))
        {
            StringAssert.Contains(message.Source, "NetworkTrainer");
            StringAssert.Contains(message.Source, "Training");
        }
    }

    [TestMethod]
    public void Progress_ReportsEveryEpochInOrder_AndTheLogSaysTheSame()
    {
        var reports = new List<TrainingProgress>();

        _context.Regression.Trainers.FeedForward("Target", epochs: 4, progress: new Recorder(reports.Add)).Fit(TestData.View(_context, TestData.Points(200)));

        CollectionAssert.AreEqual((int[])[1, 2, 3, 4], reports.Select(report => report.Epoch).ToArray());
        CollectionAssert.IsSubsetOf(reports.Select(report => report.ToString()).ToArray(), _messages.Select(message => message.RawMessage).ToArray());
    }

    [TestMethod]
    public void WhatIsWrongWithTheData_IsAWarning()
    {
        var points = TestData.Points(100);
        points[3].Target = float.NaN;

        _context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(TestData.View(_context, points));

        var warning = _messages.Single(message => message.Kind == ChannelMessageKind.Warning);
        StringAssert.Contains(warning.RawMessage, "1 row");
        StringAssert.Contains(warning.RawMessage, "'Target'");
        StringAssert.Contains(warning.Source, "NetworkTrainer");
    }

    [TestMethod]
    public void Scoring_SaysNothing()
    {
        var data = TestData.View(_context, TestData.Points(50));
        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(data);
        _messages.Clear();

        model.Transform(data).Values<float>("Score");

        Assert.IsEmpty(_messages.Where(message => message.Kind is not ChannelMessageKind.Trace));
    }
}
