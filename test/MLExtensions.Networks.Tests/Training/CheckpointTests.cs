using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>A run that was interrupted goes on with the same bits; one that cannot says why.</summary>
[TestClass]
public sealed class CheckpointTests : IDisposable
{
    private const int Epochs = 5;
    private const int BatchesPerEpoch = 4;

    private readonly TemporaryFolder _folder = new();

    private string CheckpointPath => _folder.File("run.checkpoint");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(1, null, true, 3)]
    [DataRow(1, 1, true, 1)]
    [DataRow(1, 3, true, 3)]
    [DataRow(2, null, false, 7)]
    [DataRow(100, 2, false, 1)]
    public void Resume_AfterAnyNumberOfSteps_GivesTheBitsOfAnUnbrokenRun(int everyEpochs, int? everySteps, bool validate, int stepsLost)
    {
        (int[] weights, TrainingHistory history) = Unbroken(validate);
        for (int stop = 1; stop < Epochs * BatchesPerEpoch; stop++)
        {
            TrainingOptions options = Options(everyEpochs, everySteps);
            Interrupt(options, stop, validate);
            var resumed = new StatefulProgram();
            AreSame(history, TrainingLoop.Run(resumed, Rows(), validate ? Held() : null, options));
            CollectionAssert.AreEqual(weights, resumed.Bits, $"stopped after {stop}");

            // Only a run cancelled while gradients are being added up goes back further than to where it was.
            Assert.IsLessThanOrEqualTo((Epochs * BatchesPerEpoch) - stop + (stop % 2 == 0 ? 0 : stepsLost), resumed.Steps);
            File.Delete(CheckpointPath);
        }
    }

    [TestMethod]
    public void Resume_OverAndOver_GivesTheBitsOfAnUnbrokenRun()
    {
        (int[] weights, TrainingHistory history) = Unbroken(validate: true);
        int runs = 0;
        StatefulProgram program;
        TrainingHistory? resumed;
        do
        {
            (program, resumed) = Interrupt(Options(), stop: 2, validate: true);
            runs++;
        }
        while (resumed?.StopReason is not StopReason.Completed);

        Assert.AreEqual((Epochs * BatchesPerEpoch / 2) + 1, runs);
        AreSame(history, resumed);
        CollectionAssert.AreEqual(weights, program.Bits);
    }

    [TestMethod]
    public void Resume_AfterCancellationWhileValidating_OnlyValidates()
    {
        (int[] weights, TrainingHistory history) = Unbroken(validate: true);
        using var cancellation = new CancellationTokenSource();
        var first = new StatefulProgram { OnEvaluate = cancellation.Cancel };
        Assert.ThrowsExactly<OperationCanceledException>(
            () => TrainingLoop.Run(first, Rows(), Held(300), Options() with { CancellationToken = cancellation.Token }));
        CollectionAssert.AreEqual(new int[4], first.Bits, "It threw, so the weights are as before.");

        int steps = -1;
        StatefulProgram? resumed = null;
        resumed = new StatefulProgram { OnEvaluate = () => steps = steps < 0 ? resumed!.Steps : steps };
        TrainingLoop.Run(resumed, Rows(), Held(300), Options());
        Assert.AreEqual(0, steps);

        var unbroken = new StatefulProgram();
        TrainingLoop.Run(unbroken, Rows(), Held(300), Options() with { Checkpoint = null });
        CollectionAssert.AreEqual(unbroken.Bits, resumed.Bits);
        CollectionAssert.AreNotEqual(weights, resumed.Bits, "Other validation rows, another best epoch or not.");
        Assert.HasCount(Epochs, history.Epochs);
    }

    // Where anything of the caller's throws, the weights are the best so far, and the run goes on from its checkpoint as if nothing had been.
    [TestMethod]
    [DataRow("step")]
    [DataRow("evaluate")]
    [DataRow("progress")]
    [DataRow("read")]
    [DataRow("log")]
    public void Run_WhereTheCallerThrows_KeepsTheBestWeights_AndResumesWithTheSameBits(string where)
    {
        const int late = 3;
        (int[] weights, TrainingHistory history) = Unbroken(validate: true);
        int[] best = BestOf(late - 1);
        bool throws = true;
        void fail(string here, bool now)
        {
            if (throws && now && here == where)
            {
                throw new TimeoutException(here);
            }
        }

        StatefulProgram? program = null;
        StatefulProgram next() => program = new StatefulProgram
        {
            OnStep = step => fail("step", step == (BatchesPerEpoch * late) - 1),
            OnEvaluate = () => fail("evaluate", program!.Steps == BatchesPerEpoch * late),
        };
        var progress = new Reports(report => fail("progress", report.Epoch == late - 1));
        var data = new StreamedRows(Rows(), _ => fail("read", program!.Steps == (BatchesPerEpoch * (late - 1)) + 2));

        // The log has something to say where the checkpoint cannot be written: a folder has its name.
        TrainingOptions options = Options() with { Progress = progress, Log = _ => fail("log", true) };
        if (where == "log")
        {
            options = options with { Checkpoint = options.Checkpoint! with { EveryEpochs = late } };
            progress.OnReport += report =>
            {
                if (report.Epoch == late - 1)
                {
                    Directory.CreateDirectory(CheckpointPath);
                }
            };
            best = BestOf(late);
        }

        Assert.ThrowsExactly<TimeoutException>(() => TrainingLoop.Run(next(), data, Held(), options));
        CollectionAssert.AreEqual(best, program!.Bits);
        CollectionAssert.AreEqual(new[] { "run.checkpoint" }, _folder.Names);

        throws = false;
        if (where == "log")
        {
            Directory.Delete(CheckpointPath);
        }

        var epochs = new List<int>();
        AreSame(history, TrainingLoop.Run(next(), data, Held(), options with { Progress = new Reports(report => epochs.Add(report.Epoch)) }));
        CollectionAssert.AreEqual(weights, program.Bits);
        int first = where == "log" ? 1 : late;
        CollectionAssert.AreEqual(Enumerable.Range(first, Epochs - first + 1).ToArray(), epochs);

        static int[] BestOf(int epochs)
        {
            var shorter = new StatefulProgram();
            TrainingLoop.Run(shorter, Rows(), Held(), new TrainingOptions { BatchSize = 3, Epochs = epochs, Seed = 3 });
            return shorter.Bits;
        }
    }

    [TestMethod]
    public void Resume_OfACompletedRun_ReturnsAtOnce_OrGoesOnWhereMoreEpochsAreAsked()
    {
        (int[] weights, TrainingHistory history) = Unbroken(validate: true);
        var lines = new List<string>();
        TrainingOptions options = Options() with { Log = lines.Add };
        TrainingLoop.Run(new StatefulProgram(), Rows(), Held(), options);
        Assert.IsEmpty(lines);

        var again = new StatefulProgram();
        AreSame(history, TrainingLoop.Run(again, Rows(), Held(), options));
        Assert.AreEqual(0, again.Steps);
        CollectionAssert.AreEqual(weights, again.Bits);
        Assert.AreEqual($"Resumed from '{CheckpointPath}' at the end of epoch 5.", lines.Single());

        var unbroken = new StatefulProgram();
        TrainingHistory longer = TrainingLoop.Run(unbroken, Rows(), Held(), options with { Epochs = 9, Checkpoint = null });
        var more = new StatefulProgram();
        AreSame(longer, TrainingLoop.Run(more, Rows(), Held(), options with { Epochs = 9 }));
        Assert.AreEqual(4 * BatchesPerEpoch, more.Steps);
        CollectionAssert.AreEqual(unbroken.Bits, more.Bits);
    }

    [TestMethod]
    public void Resume_OfARunThatStoppedEarly_ReturnsAtOnce_OrGoesOnWithMorePatience()
    {
        static ScriptedProgram program() => new() { ValidationLoss = (step, _) => step };
        TrainingOptions options = Options() with { BatchSize = 100, Epochs = 20, EarlyStopping = new EarlyStopping { Patience = 3 } };
        TrainingHistory history = TrainingLoop.Run(program(), Rows(), Held(), options);
        Assert.HasCount(4, history.Epochs);

        ScriptedProgram again = program();
        AreSame(history, TrainingLoop.Run(again, Rows(), Held(), options));
        Assert.AreEqual(0, again.Steps);
        Assert.AreEqual(1, again.Weight);

        // The scripted losses begin anew: epochs 5 and 6 give 1 and 2, no less than epoch 1, and then patience ends.
        ScriptedProgram patient = program();
        history = TrainingLoop.Run(patient, Rows(), Held(), options with { EarlyStopping = new EarlyStopping { Patience = 5 } });
        Assert.AreEqual(2, patient.Steps);
        Assert.AreEqual((6, 1, StopReason.EarlyStopped), (history.Epochs.Count, history.BestEpoch, history.StopReason));
        Assert.AreEqual(1, patient.Weight);
    }

    [TestMethod]
    public void Run_WithResumeFalse_BeginsAnewAndReplacesTheFile()
    {
        TrainingOptions options = Options();
        TrainingLoop.Run(new StatefulProgram(), Rows(), null, options);
        var anew = new StatefulProgram();
        TrainingLoop.Run(anew, Rows(), null, options with { Seed = 9, Checkpoint = options.Checkpoint! with { Resume = false } });
        Assert.AreEqual(Epochs * BatchesPerEpoch, anew.Steps);

        var again = new StatefulProgram();
        TrainingLoop.Run(again, Rows(), null, options with { Seed = 9 });
        Assert.AreEqual(0, again.Steps);
    }

    [TestMethod]
    public void Resume_OfAnotherRun_NamesTheFirstDifferenceAndWhatToDo_AndLeavesTheFile()
    {
        TrainingOptions options = Options();
        TrainingLoop.Run(new StatefulProgram(), Rows(), Held(), options);
        byte[] file = File.ReadAllBytes(CheckpointPath);

        Check("Seed is 4 and was 3", Rows(), Held(), options with { Seed = 4 });
        Check("BatchSize is 4 and was 3", Rows(), Held(), options with { BatchSize = 4 });
        Check("LearningRate is 0.5 and was 0.001", Rows(), Held(), options with { LearningRate = 0.5f });
        Check("Optimizer is Sgd { ", Rows(), Held(), options with { Optimizer = new Sgd { Momentum = 0.9f } });
        Check("Training rows is 9 and was 10", Rows(9), Held(), options);
        Check("Training data is ", new InMemoryData([1], new float[10], new float[10]), Held(), options);
        Check("Training row shape is [2] and was [1]", new InMemoryData([2], new float[20], new float[10]), Held(), options);
        Check("Validation rows is none and was 4", Rows(), null, options);
        Check("Program is ", Rows(), Held(), options, new ScriptedProgram());

        var same = new StatefulProgram();
        TrainingLoop.Run(same, Rows(), Held(), options with
        {
            MaxDegreeOfParallelism = 1, EarlyStopping = null, Log = _ => { }, Checkpoint = options.Checkpoint! with { EveryBatches = 1, EveryEpochs = 7 },
        });
        Assert.AreEqual(0, same.Steps);

        void Check(string difference, TrainingData training, TrainingData? validation, TrainingOptions changed, TrainingProgram? program = null)
        {
            string message = Assert.ThrowsExactly<InvalidOperationException>(
                () => TrainingLoop.Run(program ?? new StatefulProgram(), training, validation, changed)).Message;
            StringAssert.Contains(message, $"'{CheckpointPath}' is of another run: {difference}");
            StringAssert.Contains(message, "Delete the file, or set Checkpoint.Resume = false");
            CollectionAssert.AreEqual(file, File.ReadAllBytes(CheckpointPath));
        }
    }

    [TestMethod]
    public void Resume_OfADamagedFile_ThrowsNamingIt_LeavesTheFileAndTheWeights()
    {
        TrainingOptions options = Options();
        TrainingLoop.Run(new StatefulProgram(), Rows(), null, options);
        byte[] damaged = File.ReadAllBytes(CheckpointPath);
        damaged[^1] ^= 4;
        File.WriteAllBytes(CheckpointPath, damaged);

        var program = new StatefulProgram();
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => TrainingLoop.Run(program, Rows(), null, options));

        StringAssert.StartsWith(exception.Message, $"{CheckpointPath}: the checksum");
        CollectionAssert.AreEqual(damaged, File.ReadAllBytes(CheckpointPath));
        CollectionAssert.AreEqual(new int[4], program.Bits);
        CollectionAssert.AreEqual(new[] { "run.checkpoint" }, _folder.Names);
    }

    [TestMethod]
    public void Resume_OfAFileThatIsNoCheckpoint_SaysSo()
    {
        Network.Create(new FeedForward { HiddenLayers = [] }, new BinaryObjective(), new InputDescription([2]), seed: 1).Save(CheckpointPath);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => TrainingLoop.Run(new StatefulProgram(), Rows(), null, Options())).Message, "this is no checkpoint");
    }

    [TestMethod]
    public void Run_WhereNoCheckpointCanBeWritten_ThrowsBeforeTraining()
    {
        Check(_folder.File("missing/run.checkpoint"));
        Check(_folder.Path);
        File.WriteAllText(_folder.File("file"), "");
        Check(_folder.File("file/run.checkpoint"));

        void Check(string path)
        {
            var program = new StatefulProgram();
            string message = Assert.ThrowsExactly<IOException>(
                () => TrainingLoop.Run(program, Rows(), null, Options() with { Checkpoint = new CheckpointOptions { Path = path } })).Message;
            StringAssert.Contains(message, $"The checkpoint '{path}' cannot be written");
            Assert.AreEqual(0, program.Steps);
        }
    }

    [TestMethod]
    public void Run_WhoseFolderVanishes_LogsOnceAndGoesOn()
    {
        (int[] weights, TrainingHistory history) = Unbroken(validate: false);
        var lines = new List<string>();
        string folder = Directory.CreateDirectory(_folder.File("inner")).FullName;
        string path = Path.Combine(folder, "run.checkpoint");
        var program = new StatefulProgram
        {
            OnStep = step =>
            {
                if (step == 5)
                {
                    Directory.Delete(folder, recursive: true);
                }
                else if (step == 15)
                {
                    Directory.CreateDirectory(folder);
                }
            },
        };
        var options = Options() with { Log = lines.Add, Checkpoint = new CheckpointOptions { Path = path, EveryBatches = 1 } };

        AreSame(history, TrainingLoop.Run(program, Rows(), null, options));

        CollectionAssert.AreEqual(weights, program.Bits);
        Assert.HasCount(2, lines);
        StringAssert.StartsWith(lines[0], $"The checkpoint '{path}' could not be written at epoch 2 after 2 batches: ");
        Assert.AreEqual($"The checkpoint '{path}' is written again, at epoch 4 after 4 batches.", lines[1]);
    }

    [TestMethod]
    public void Run_CleansUpWhatAKilledRunLeft_ButNothingElse()
    {
        File.WriteAllText(CheckpointPath + ".0123abcd.tmp", "half a checkpoint");
        File.WriteAllText(CheckpointPath + ".notes.tmp", "mine");
        File.WriteAllText(CheckpointPath + ".NotATag!.tmp", "mine");
        using var other = new FileStream(CheckpointPath + ".89abcdef.tmp", FileMode.CreateNew, FileAccess.Write, FileShare.None);

        TrainingLoop.Run(new StatefulProgram(), Rows(), null, Options());

        CollectionAssert.AreEqual(
            new[] { "run.checkpoint", "run.checkpoint.89abcdef.tmp", "run.checkpoint.NotATag!.tmp", "run.checkpoint.notes.tmp" }, _folder.Names);
    }

    [TestMethod]
    public void Run_OfDataThatCanOnlyBeReadThrough_ResumesWithTheSameBits()
    {
        (int[] weights, _) = Unbroken(validate: false);
        using var cancellation = new CancellationTokenSource();
        var first = new StatefulProgram { OnStep = step => Cancel(cancellation, step == 10) };
        TrainingLoop.Run(first, new StreamedRows(Rows()), null, Options() with { CancellationToken = cancellation.Token });

        var resumed = new StatefulProgram();
        TrainingLoop.Run(resumed, new StreamedRows(Rows()), null, Options());

        Assert.IsNull(resumed.Plan!.BatchesPerEpoch);
        Assert.AreEqual(10, resumed.Steps);
        CollectionAssert.AreEqual(weights, resumed.Bits);
    }

    [TestMethod]
    public void Resume_OfDataThatGotShorter_SaysSo()
    {
        using var cancellation = new CancellationTokenSource();
        var first = new StatefulProgram { OnStep = step => Cancel(cancellation, step == 6) };
        TrainingLoop.Run(first, new StreamedRows(Rows()), null, Options() with { CancellationToken = cancellation.Token });
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => TrainingLoop.Run(new StatefulProgram(), new StreamedRows(Rows(3)), null, Options())).Message,
            $"'{CheckpointPath}' is of another run: the training data has fewer rows than the 2 batches");
    }

    [TestMethod]
    public void Validate_OfOptionsOutOfRange_NamesThem()
    {
        Check("Path is empty", new CheckpointOptions { Path = " " });
        Check("EveryEpochs is 0; expected at least 1", new CheckpointOptions { Path = "a", EveryEpochs = 0 });
        Check("EveryBatches is 0; expected at least 1", new CheckpointOptions { Path = "a", EveryBatches = 0 });

        static void Check(string expected, CheckpointOptions options) =>
            StringAssert.Contains(Assert.Throws<ArgumentException>(new TrainingOptions { Checkpoint = options }.Validate).Message, expected);
    }

    private static (int[] Weights, TrainingHistory History) Unbroken(bool validate)
    {
        var program = new StatefulProgram();
        TrainingHistory history = TrainingLoop.Run(program, Rows(), validate ? Held() : null, new TrainingOptions { BatchSize = 3, Epochs = Epochs, Seed = 3 });
        Assert.AreEqual(new TrainingPlan(Epochs, BatchesPerEpoch), program.Plan);
        return (program.Bits, history);
    }

    private TrainingOptions Options(int everyEpochs = 1, int? everySteps = null) => new()
    {
        BatchSize = 3,
        Epochs = Epochs,
        Seed = 3,
        Checkpoint = new CheckpointOptions { Path = CheckpointPath, EveryEpochs = everyEpochs, EveryBatches = everySteps },
    };

    // Cancels after so many steps of this process.
    private static (StatefulProgram Program, TrainingHistory? History) Interrupt(TrainingOptions options, int stop, bool validate)
    {
        using var cancellation = new CancellationTokenSource();
        var program = new StatefulProgram { OnStep = step => Cancel(cancellation, step == stop) };
        try
        {
            return (program, TrainingLoop.Run(program, Rows(), validate ? Held() : null, options with { CancellationToken = cancellation.Token }));
        }
        catch (OperationCanceledException)
        {
            return (program, null);
        }
    }

    private static void AreSame(TrainingHistory expected, TrainingHistory? actual)
    {
        CollectionAssert.AreEqual(
            expected.Epochs.Select(epoch => epoch with { Duration = default }).ToArray(), actual!.Epochs.Select(epoch => epoch with { Duration = default }).ToArray());
        Assert.AreEqual((expected.BestEpoch, expected.StopReason), (actual.BestEpoch, actual.StopReason));
    }

    private static void Cancel(CancellationTokenSource cancellation, bool now)
    {
        if (now)
        {
            cancellation.Cancel();
        }
    }

    private static InMemoryData Rows(int count = 10) => new(
        [1],
        Enumerable.Range(0, count).Select(row => MathF.Sin(row)).ToArray(),
        new float[count],
        Enumerable.Range(0, count).Select(row => 1 + (0.1f * row)).ToArray());

    private static InMemoryData Held(int count = 4) => new([1], Enumerable.Range(0, count).Select(row => MathF.Cos(row)).ToArray(), new float[count]);

    private sealed class Reports(Action<TrainingProgress> onReport) : IProgress<TrainingProgress>
    {
        public Action<TrainingProgress> OnReport { get; set; } = onReport;

        public void Report(TrainingProgress value) => OnReport(value);
    }

    /// <summary>The same rows without a count, a digest or a quick way to pass over them.</summary>
    private sealed class StreamedRows(InMemoryData rows, Action<Batch?>? onRead = null) : TrainingData
    {
        public override long? RowCount => null;

        public override Shape RowShape => rows.RowShape;

        public override ElementType LabelType => rows.LabelType;

        public override BatchReader Open(Philox? shuffle) => new Reader(rows.Open(shuffle), onRead);

        private sealed class Reader(BatchReader reader, Action<Batch?>? onRead) : BatchReader
        {
            public override Batch? Read(TensorScope scope, int count)
            {
                Batch? batch = reader.Read(scope, count);
                onRead?.Invoke(batch);
                return batch;
            }

            protected override void Dispose(bool disposing)
            {
                reader.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
