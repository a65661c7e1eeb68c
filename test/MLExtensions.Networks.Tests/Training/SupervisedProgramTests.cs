using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class SupervisedProgramTests
{
    private static readonly float[] Features = [1, 2, -1, 0.5f, -1, 3, 2, 0, 1, -1, 1, 0.5f];
    private static readonly float[] Labels = [1, -2, 3, 0.5f];

    [TestMethod]
    [DataRow(0.5f, 0f, new[] { 0.28076595f, 0.09347884f, -0.05727857f, 0.10954644f })]
    [DataRow(100f, 0f, new[] { 2.2249999f, 3.25f, -3.8999999f, 0.75f })]
    [DataRow(0f, 1.25f, new[] { 1.35f, 1.05f, -0.95f, 0.75f })]
    [DataRow(3f, 1f, new[] { 1.1f, 0.8f, -0.7f, 0.40727863f })]
    public void Step_WithClipping_GivesPyTorchsWeights(float norm, float value, float[] expected)
    {
        // torch 1.13: Linear(3, 1), mean squared error, clip_grad_norm_ and then clip_grad_value_, SGD of rate 1. The norm is 5.8778.
        Linear layer = Layer();
        var clipping = new GradientClipping { MaximumNorm = norm == 0 ? null : norm, MaximumValue = value == 0 ? null : value };
        SupervisedProgram program = Program(layer, new Sgd(), 1, clipping: clipping);
        using var scope = new TensorScope(CpuDevice.Default);
        Assert.AreEqual(4.75125f, program.Step(Batch(scope, 0, 4)), 1e-5f);

        AssertClose(expected, Weights(layer), 2e-6f);
        Assert.AreEqual(5.8778, program.GradientNorm!.Value, 1e-4);
    }

    [TestMethod]
    public void Step_WithClippingAndAGradientThatIsNotFinite_ChangesNothing()
    {
        // The loss, some 1e38, is finite; the gradient with features of 1e20 is not.
        var layer = new Linear("", 1, 1, new RandomParameters(new Philox(1)));
        layer.Parameters[0].Values[0] = 0;
        layer.Parameters[1].Values[0] = 0;
        SupervisedProgram program = Program(layer, new Adam(), 1, clipping: new GradientClipping { MaximumNorm = 1 });
        using var scope = new TensorScope(CpuDevice.Default);
        var batch = new Batch(scope, scope.From([1e20f], [1, 1]), scope.From([1.5e19f], [1]), null, 1);
        Assert.IsTrue(float.IsNaN(program.Step(batch)));
        CollectionAssert.AreEqual(new float[2], Weights(layer));
    }

    [TestMethod]
    public void LastGroupOfAnEpoch_WhoseGradientsAreNotFinite_EndsTheRun()
    {
        // Of two batches in the one group of an epoch the second has a finite loss and gradients that are not.
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RegressionObjective(0, 1), new InputDescription([1]), seed: 1);
        network.Module.Parameters[0].Values[0] = 0;
        var data = new InMemoryData([1], new[] { 1f, 1e20f }, new[] { 1f, 1.5e19f });
        var options = new TrainingOptions
        {
            Epochs = 3, BatchSize = 1, AccumulationSteps = 4, GradientClipping = new GradientClipping { MaximumNorm = 1 }, DivergenceGuard = null,
        };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => network.Train(data, null, options)).Message, "gradients are no longer finite");
        Assert.AreEqual(0, network.Module.Parameters[0].Values[0]);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Accumulation_IsTheStepOfOneBatchOfAllRows(bool clipped)
    {
        GradientClipping? clipping = clipped ? new GradientClipping { MaximumNorm = 0.5 } : null;
        float[] weights = [1, 0.5f, 3, 0];
        using var scope = new TensorScope(CpuDevice.Default);
        Linear whole = Layer(), parts = Layer();
        SupervisedProgram one = Program(whole, new Adam(), 0.1f, clipping: clipping);
        SupervisedProgram three = Program(parts, new Adam(), 0.1f, clipping: clipping, accumulationSteps: 3);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            one.Step(Batch(scope, 0, 4, weights));
            three.Step(Batch(scope, 0, 1, weights));
            Assert.IsFalse(three.IsSettled);
            three.Step(Batch(scope, 1, 1, weights));
            three.Step(Batch(scope, 2, 2, weights));
            Assert.IsTrue(three.IsSettled);
            AssertClose(Weights(whole), Weights(parts), 2e-6f);
        }

        // The last step of an epoch has what is left.
        one.Step(Batch(scope, 1, 3, weights));
        float[] before = Weights(parts);
        three.Step(Batch(scope, 1, 1, weights));
        three.Step(Batch(scope, 2, 2, weights));
        CollectionAssert.AreEqual(before, Weights(parts));
        Assert.IsTrue(three.EndEpoch());
        Assert.IsTrue(three.IsSettled);
        AssertClose(Weights(whole), Weights(parts), 2e-6f);
    }

    [TestMethod]
    public void ClassWeights_CountInMeansOverBatches()
    {
        // One step over all rows and one of three batches; then both measured, once as one batch and once as three.
        var objective = new MulticlassObjective(2) { ClassWeights = [5, 0.5f] };
        float[] features = [1, 2, -1, 0.5f, 0.3f, -2];
        var data = new InMemoryData([1], features, new[] { 0, 1, 1, 1, 0, 1 });
        TrainingHistory train(int batchSize, int accumulationSteps)
        {
            Network network = Network.Create(new FeedForward { HiddenLayers = [] }, objective, new InputDescription([1]), seed: 2);
            network.Train(data, data, new TrainingOptions
            {
                Epochs = 8, BatchSize = batchSize, AccumulationSteps = accumulationSteps, LearningRate = 0.2f, Optimizer = new Sgd(),
            });
            return network.History!;
        }

        TrainingHistory one = train(6, 1), three = train(2, 3);
        for (int i = 0; i < 8; i++)
        {
            Assert.AreEqual(one.Epochs[i].TrainingLoss, three.Epochs[i].TrainingLoss, 1e-5);
            Assert.AreEqual(one.Epochs[i].ValidationLoss!.Value, three.Epochs[i].ValidationLoss!.Value, 1e-5);
        }

        Assert.IsLessThan(one.Epochs[0].TrainingLoss, one.Epochs[7].TrainingLoss);
    }

    [TestMethod]
    public void ClassWeightsOfZero_MakeBatchesThatSayNothing()
    {
        // Class 1 counts for nothing, and most batches hold nothing else.
        float[] features = [.. Enumerable.Range(0, 20).Select(row => 0.1f * row)];
        int[] labels = [.. Enumerable.Range(0, 20).Select(row => row < 17 ? 1 : 0)];
        var data = new InMemoryData([1], features, labels);
        foreach (int accumulationSteps in new[] { 1, 3 })
        {
            Network network = Network.Create(
                new FeedForward { HiddenLayers = [4] }, new MulticlassObjective(2) { ClassWeights = [1, 0] }, new InputDescription([1]), seed: 1);
            network.Train(data, data, new TrainingOptions
            {
                Epochs = 8, BatchSize = 2, LearningRate = 0.02f, AccumulationSteps = accumulationSteps, GradientClipping = new GradientClipping { MaximumNorm = 1 },
            });
            Assert.AreEqual(StopReason.Completed, network.History!.StopReason);
            Assert.IsTrue(network.History.Epochs.All(epoch => double.IsFinite(epoch.TrainingLoss) && double.IsFinite(epoch.ValidationLoss!.Value)));
            Assert.IsLessThan(network.History.Epochs[0].ValidationLoss!.Value, network.History.Epochs[7].ValidationLoss!.Value);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void MovingAverage_IsMeasuredInPlaceOfTheWeights(bool warmUp)
    {
        Linear layer = Layer();
        SupervisedProgram program = Program(layer, new Sgd(), 0.05f, average: new MovingAverage { Decay = 0.75, WarmUp = warmUp });
        using var scope = new TensorScope(CpuDevice.Default);
        double[] expected = Array.ConvertAll(Weights(layer), weight => (double)weight);
        for (int step = 1; step <= 30; step++)
        {
            program.Step(Batch(scope, 0, 4));
            float[] weights = Weights(layer);

            // (1 + n) / (10 + n) is 2/11, 3/12, ..., and 0.75 from step 26 on.
            double decay = warmUp ? Math.Min(0.75, (1.0 + step) / (10 + step)) : 0.75;
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = (decay * expected[i]) + ((1 - decay) * weights[i]);
            }

            program.BeginEvaluation();
            AssertClose(Array.ConvertAll(expected, value => (float)value), Weights(layer), 1e-6f);
            Assert.IsFalse(program.IsSettled);
            program.EndEvaluation();
            CollectionAssert.AreEqual(weights, Weights(layer));
            Assert.IsTrue(program.IsSettled);
        }
    }

    [TestMethod]
    public void MovingAverage_OfFrozenParameters_KeepsTheirBits()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [50] }, new RegressionObjective(), new InputDescription([3]), seed: 1);
        Parameter frozen = network.Module.Parameters[0];
        frozen.RequiresGradient = false;
        float[] before = frozen.Values.ToArray();
        network.Train(new InMemoryData([3], Features, Labels), null, new TrainingOptions { Epochs = 200, BatchSize = 1, WeightDecay = 0.1f, MovingAverage = new MovingAverage() });
        CollectionAssert.AreEqual(before, frozen.Values.ToArray());
    }

    [TestMethod]
    public void MovingAverage_OfATraining_IsWhatIsMeasured()
    {
        // A rate at which the weights themselves go on jumping about.
        static double loss(MovingAverage? average)
        {
            var random = new Philox(2);
            float[] features = [.. Enumerable.Range(0, 400).Select(_ => random.NextGaussian())];
            float[] labels = [.. features.Select(feature => feature + random.NextGaussian())];
            var data = new InMemoryData([1], features, labels);
            Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RegressionObjective(), new InputDescription([1]), seed: 1);
            network.Train(data, data, new TrainingOptions { Epochs = 5, Optimizer = new Sgd(), LearningRate = 0.2f, BatchSize = 2, MovingAverage = average });
            return network.History!.Epochs.Average(epoch => epoch.ValidationLoss!.Value);
        }

        Assert.IsLessThan(0.9 * loss(null), loss(new MovingAverage { Decay = 0.98 }));
    }

    [TestMethod]
    public void Load_OfWhatWasSaved_GoesOnBitForBit()
    {
        static (SupervisedProgram, Layer) create()
        {
            Layer module = new FeedForward { HiddenLayers = [8], Dropout = 0.3f }.Build(new InputDescription([3]), new OutputDescription(1), new RandomParameters(new Philox(4)));
            SupervisedProgram program = Program(
                module, new Adam(), 0.05f, new GradientClipping { MaximumNorm = 1 }, 2, new MovingAverage { Decay = 0.9 }, new LinearWarmUp { Steps = 3, Then = new ReduceOnPlateau { Patience = 0 } });
            return (program, module);
        }

        (SupervisedProgram whole, Layer module) = create();
        using var scope = new TensorScope(CpuDevice.Default);
        void epoch(SupervisedProgram program)
        {
            for (int step = 0; step < 5; step++)
            {
                program.Step(Batch(scope, 0, 2 + (step % 3)));
            }

            Assert.IsTrue(program.EndEpoch());
            program.Observe(1);
        }

        for (int i = 0; i < 4; i++)
        {
            epoch(whole);
        }

        // Within an epoch, after a step.
        whole.Step(Batch(scope, 0, 4));
        whole.Step(Batch(scope, 0, 3));
        Assert.IsTrue(whole.IsSettled);
        var saved = new TrainingState();
        whole.Save(saved);
        (SupervisedProgram resumed, Layer copy) = create();
        for (int i = 0; i < copy.Parameters.Count; i++)
        {
            module.Parameters[i].Values.CopyTo(copy.Parameters[i].Values);
        }

        resumed.Load(saved);
        Assert.AreEqual(whole.LearningRate, resumed.LearningRate);
        Assert.AreEqual(whole.GradientNorm, resumed.GradientNorm);
        for (int i = 0; i < 4; i++)
        {
            epoch(whole);
            epoch(resumed);
            Assert.AreEqual(whole.LearningRate, resumed.LearningRate);
            CollectionAssert.AreEqual(Weights(module), Weights(copy));
        }

        whole.BeginEvaluation();
        resumed.BeginEvaluation();
        CollectionAssert.AreEqual(Weights(module), Weights(copy));
    }

    [TestMethod]
    public void Train_WithEverythingOn_ResumesWithTheBitsOfAnUnbrokenRun()
    {
        using var folder = new TemporaryFolder();
        var random = new Philox(6);
        var data = new InMemoryData([4], Enumerable.Range(0, 240).Select(_ => random.NextGaussian()).ToArray(), Enumerable.Range(0, 60).Select(_ => random.NextGaussian()).ToArray());
        TrainingOptions options = Everything with { Epochs = 6, BatchSize = 8, EarlyStopping = null };
        Network create() =>
            Network.Create(new FeedForward { HiddenLayers = [8], Dropout = 0.2f }, new RegressionObjective(), new InputDescription([4]), seed: 2);
        Network whole = create();
        whole.Train(data, data, options);
        for (int stop = 1; stop < 6; stop++)
        {
            using var cancellation = new CancellationTokenSource();
            TrainingOptions saving = options with { Checkpoint = new CheckpointOptions { Path = folder.File($"{stop}.checkpoint"), EveryBatches = 3 } };
            create().Train(data, data, saving with { CancellationToken = cancellation.Token, Progress = new CancelAfter(stop, cancellation) });
            Network resumed = create();
            resumed.Train(data, data, saving);
            CollectionAssert.AreEqual(Weights(whole.Module), Weights(resumed.Module), $"stopped after epoch {stop}");
            CollectionAssert.AreEqual(
                whole.History!.Epochs.Select(epoch => (epoch.ValidationLoss, epoch.LearningRate, epoch.GradientNorm)).ToArray(),
                resumed.History!.Epochs.Select(epoch => (epoch.ValidationLoss, epoch.LearningRate, epoch.GradientNorm)).ToArray());
        }
    }

    [TestMethod]
    public void Train_WithEverythingOn_GivesTheSameBitsOnOneTwoAndFourThreads()
    {
        float[] weights(int threads)
        {
            Network network = Network.Create(
                new FeedForward { HiddenLayers = [300, 200], Dropout = 0.1f }, new MulticlassObjective(10), new InputDescription([Digits.FeatureCount]), seed: 2);
            network.Train(Digits.Training().Data(), null, Everything with { Epochs = 2, BatchSize = 512, Seed = 3, MaxDegreeOfParallelism = threads });
            return Weights(network.Module);
        }

        float[] one = weights(1);
        CollectionAssert.AreEqual(one, weights(2));
        CollectionAssert.AreEqual(one, weights(4));
    }

    [TestMethod]
    [DoNotParallelize]
    public void Step_WithEverythingOn_AllocatesNextToNothing()
    {
        long allocated(int epochs)
        {
            Network network = Network.Create(new FeedForward { HiddenLayers = [32], Dropout = 0.1f }, new MulticlassObjective(10), new InputDescription([Digits.FeatureCount]), seed: 1);
            InMemoryData data = Digits.Training().Data();
            long before = GC.GetAllocatedBytesForCurrentThread();
            network.Train(data, null, Everything with { Epochs = epochs, MaxDegreeOfParallelism = 1 });
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        allocated(1);
        long few = allocated(1);
        long many = allocated(6);

        // 3,823 rows: 120 batches an epoch.
        Assert.IsLessThan(1024, (many - few) / (5 * 120));
    }

    [TestMethod]
    public void Train_WithASchedule_ShowsItsRatesInTheHistory()
    {
        TrainingHistory history = Train(new TrainingOptions { Epochs = 5, LearningRate = 0.5f, Schedule = new StepDecay { StepSize = 2, Gamma = 0.5 } });
        CollectionAssert.AreEqual(new[] { 0.5f, 0.5f, 0.25f, 0.25f, 0.125f }, history.Epochs.Select(epoch => epoch.LearningRate).ToArray());
        Assert.IsNull(history.Best.GradientNorm);

        // 4 rows in batches of 1, two of them a step: 10 steps in 5 epochs, the last at the lowest rate.
        var cycle = new OneCycle { DivisionFactor = 10, FinalDivisionFactor = 10 };
        history = Train(new TrainingOptions { Epochs = 5, BatchSize = 1, AccumulationSteps = 2, LearningRate = 0.5f, Schedule = cycle, GradientClipping = new GradientClipping { MaximumNorm = 1 } });
        Assert.AreEqual(0.5 / 100, history.Epochs[^1].LearningRate, 1e-7);
        Assert.IsTrue(history.Epochs.All(epoch => epoch.GradientNorm > 0));
    }

    [TestMethod]
    public void Step_BeforeStart_SaysSoWhereThereIsASchedule()
    {
        var optimizer = new OptimizerState(new Sgd(), CpuDevice.Default, [new ParameterGroup(Layer().Parameters, 1)]);
        var program = new SupervisedProgram(Layer(), new RegressionObjective(0, 1), optimizer, CpuDevice.Default, new Philox(1)) { Schedule = new StepDecay() };
        using var scope = new TensorScope(CpuDevice.Default);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => program.Step(Batch(scope, 0, 4))).Message, "Start");
    }

    private static TrainingOptions Everything => new()
    {
        Optimizer = new AdamW { AmsGrad = true },
        WeightDecay = 0.01f,
        LearningRate = 0.01f,
        Schedule = new LinearWarmUp { Steps = 3, Then = new OneCycle() },
        GradientClipping = new GradientClipping { MaximumNorm = 0.5, MaximumValue = 0.1f },
        AccumulationSteps = 3,
        MovingAverage = new MovingAverage(),
    };

    private static TrainingHistory Train(TrainingOptions options)
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RegressionObjective(), new InputDescription([3]), seed: 1);
        network.Train(new InMemoryData([3], Features, Labels), null, options);
        return network.History!;
    }

    private static Linear Layer()
    {
        var layer = new Linear("", 3, 1, new RandomParameters(new Philox(1)));
        new[] { 0.1f, -0.2f, 0.3f }.CopyTo(layer.Parameters[0].Values);
        layer.Parameters[1].Values[0] = 0.05f;
        return layer;
    }

    private static SupervisedProgram Program(
        Layer layer,
        Optimizer optimizer,
        float rate,
        GradientClipping? clipping = null,
        int accumulationSteps = 1,
        MovingAverage? average = null,
        LearningRateSchedule? schedule = null)
    {
        var state = new OptimizerState(optimizer, CpuDevice.Default, [new ParameterGroup(layer.Parameters, rate)]);
        var program = new SupervisedProgram(layer, new RegressionObjective(0, 1), state, CpuDevice.Default, new Philox(1))
        {
            GradientClipping = clipping,
            AccumulationSteps = accumulationSteps,
            MovingAverage = average,
            Schedule = schedule,
        };
        program.Start(new TrainingPlan(10, 5));
        return program;
    }

    private static Batch Batch(TensorScope scope, int first, int count, float[]? weights = null)
    {
        float[]? own = weights?[first..(first + count)];
        return new Batch(
            scope,
            scope.From(Features.AsSpan(3 * first, 3 * count), [count, 3]),
            scope.From(Labels.AsSpan(first, count), [count]),
            own is null ? null : scope.From(own, [count]),
            own?.Sum() ?? count);
    }

    private static float[] Weights(Layer layer) => [.. layer.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    private static void AssertClose(float[] expected, float[] got, float tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], got[i], tolerance, $"weight {i}");
        }
    }

    private sealed class CancelAfter(int epoch, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch)
            {
                cancellation.Cancel();
            }
        }
    }
}
