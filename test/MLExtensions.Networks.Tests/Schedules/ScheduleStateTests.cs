using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ScheduleStateTests
{
    [TestMethod]
    public void Groups_KeepTheirProportions_AndTheirDecay()
    {
        ParameterGroup[] groups = [Group(1), Group(0.5f)];
        groups[1].WeightDecay = 0.25f;
        var state = new ScheduleState(new ExponentialDecay { Gamma = 0.5 }, groups, new TrainingPlan(10, 3));
        state.EndStep();
        Assert.AreEqual((1f, 0.5f), (groups[0].LearningRate, groups[1].LearningRate));
        state.EndEpoch();
        state.EndEpoch();
        Assert.AreEqual((0.25f, 0.125f, 0.25f), (groups[0].LearningRate, groups[1].LearningRate, groups[1].WeightDecay));
    }

    [TestMethod]
    public void ReduceOnPlateau_LowersEveryGroup_DownToTheMinimum()
    {
        ParameterGroup[] groups = [Group(1), Group(0.5f)];
        var state = new ScheduleState(new ReduceOnPlateau { Factor = 0.5, Patience = 0, MinimumRate = 0.25 }, groups, new TrainingPlan(10, 3));
        float[] rates(double loss)
        {
            state.EndEpoch();
            state.Observe(loss);
            return [groups[0].LearningRate, groups[1].LearningRate];
        }

        CollectionAssert.AreEqual(new[] { 1f, 0.5f }, rates(3));
        CollectionAssert.AreEqual(new[] { 0.5f, 0.25f }, rates(3));
        CollectionAssert.AreEqual(new[] { 0.5f, 0.25f }, rates(2));
        CollectionAssert.AreEqual(new[] { 0.25f, 0.25f }, rates(2));
        CollectionAssert.AreEqual(new[] { 0.25f, 0.25f }, rates(2));
    }

    [TestMethod]
    public void OneCycle_WithoutATotal_LastsForTheWholeRun()
    {
        ParameterGroup group = Group(1);
        var state = new ScheduleState(new OneCycle { DivisionFactor = 4, FinalDivisionFactor = 2, WarmUpFraction = 0.5, Anneal = Annealing.Linear }, [group], new TrainingPlan(2, 5));
        var rates = new List<float>();
        for (int step = 0; step < 12; step++)
        {
            rates.Add(group.LearningRate);
            state.EndStep();
        }

        // Up from 1/4 to 1 in four steps, down to 1/8 in five; and there it stays.
        float[] expected = [0.25f, 0.4375f, 0.625f, 0.8125f, 1, 0.825f, 0.65f, 0.475f, 0.3f, 0.125f, 0.125f, 0.125f];
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.AreEqual(expected[step], rates[step], 1e-6f, $"step {step}");
        }
    }

    [TestMethod]
    public void OneCycle_WhoseWarmUpIsOneStep_BeginsAtThePeak()
    {
        // PyTorch divides by zero here.
        Assert.AreEqual(2, new OneCycle { TotalSteps = 10, WarmUpFraction = 0.1 }.Rate(2, 0, null));
        Assert.AreEqual(2, new OneCycle { TotalSteps = 10, WarmUpFraction = 1 }.Rate(2, 9, null), 1e-12);
    }

    [TestMethod]
    public void WholeRun_OfUnknownLength_NamesTheOptionToSet()
    {
        var plan = new TrainingPlan(3, null);
        Check("OneCycle.TotalSteps", new OneCycle());
        Check("CosineDecay.Period", new CosineDecay { Interval = ScheduleInterval.Step });
        Check("OneCycle.TotalSteps", new LinearWarmUp { Then = new OneCycle() });
        _ = new ScheduleState(new CosineDecay(), [Group(1)], plan);

        void Check(string option, LearningRateSchedule schedule) => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => new ScheduleState(schedule, [Group(1)], plan)).Message, option);
    }

    [TestMethod]
    public void LinearWarmUp_ThenEpochs_CountsThemFromItsEnd()
    {
        // Three steps an epoch; the warm-up of four ends in the second, which is the decay's first.
        ParameterGroup group = Group(1);
        var state = new ScheduleState(new LinearWarmUp { Steps = 4, StartFactor = 0, Then = new StepDecay { StepSize = 2, Gamma = 0.5 } }, [group], new TrainingPlan(6, 3));
        float[] expected = [0, 0.25f, 0.5f, 0.75f, 1, 1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f];
        CollectionAssert.AreEqual(expected, Rates(state, group, epochs: 6));
    }

    [TestMethod]
    public void LinearWarmUp_OfExactlyAnEpoch_LeavesTheNextItsFirstRate()
    {
        ParameterGroup group = Group(1);
        var state = new ScheduleState(new LinearWarmUp { Steps = 3, StartFactor = 0.25, Then = new ExponentialDecay { Gamma = 0.5 } }, [group], new TrainingPlan(3, 3));
        CollectionAssert.AreEqual(new[] { 0.25f, 0.5f, 0.75f, 1, 1, 1, 0.5f, 0.5f, 0.5f }, Rates(state, group, epochs: 3));

        group = Group(1);
        state = new ScheduleState(
            new LinearWarmUp { Steps = 1, StartFactor = 0.25, Interval = ScheduleInterval.Epoch, Then = new CosineDecay() }, [group], new TrainingPlan(3, 3));
        CollectionAssert.AreEqual(new[] { 0.25f, 0.25f, 0.25f, 1, 1, 1, 0.5f, 0.5f, 0.5f }, Rates(state, group, epochs: 3));
    }

    [TestMethod]
    [DynamicData(nameof(EverySchedule))]
    public void Load_OfWhatWasSaved_GoesOnWithTheSameRates(LearningRateSchedule schedule)
    {
        for (int savedAfter = 0; savedAfter < 6; savedAfter++)
        {
            ParameterGroup[] groups = [Group(1), Group(3)], others = [Group(1), Group(3)];
            var whole = new ScheduleState(schedule, groups, new TrainingPlan(12, 2));
            Run(whole, 0, savedAfter);
            var saved = new TrainingState();
            whole.Save(saved, "schedule");
            var resumed = new ScheduleState(schedule, others, new TrainingPlan(12, 2));
            resumed.Load(saved, "schedule");
            for (int epoch = savedAfter; epoch < 12; epoch++)
            {
                Assert.AreEqual((groups[0].LearningRate, groups[1].LearningRate), (others[0].LearningRate, others[1].LearningRate), $"epoch {epoch}");
                Run(whole, epoch, epoch + 1);
                Run(resumed, epoch, epoch + 1);
            }
        }

        static void Run(ScheduleState state, int from, int to)
        {
            for (int epoch = from; epoch < to; epoch++)
            {
                state.EndStep();
                state.EndStep();
                state.EndEpoch();
                state.Observe(epoch < 3 ? 5 - epoch : 3);
            }
        }
    }

    [TestMethod]
    public void OwnSchedule_WithARateBelowZero_IsNamed() => StringAssert.Contains(
        Assert.ThrowsExactly<InvalidOperationException>(() => new ScheduleState(new Falling(), [Group(1)], new TrainingPlan(3, 1)).EndEpoch()).Message,
        "Falling gave a learning rate of -1 after 1 Epochs");

    private static IEnumerable<LearningRateSchedule[]> EverySchedule =>
    [
        [new StepDecay { StepSize = 2 }], [new ExponentialDecay()], [new CosineDecay()], [new CosineRestarts { Period = 2, PeriodFactor = 2 }], [new OneCycle()],
        [new ReduceOnPlateau { Patience = 1, Cooldown = 1, Factor = 0.5 }], [new LinearWarmUp { Steps = 5 }],
        [new LinearWarmUp { Steps = 5, Then = new ReduceOnPlateau { Patience = 0, Factor = 0.5 } }],
        [new LinearWarmUp { Steps = 2, Interval = ScheduleInterval.Epoch, Then = new LinearWarmUp { Steps = 3, Then = new CosineDecay { Interval = ScheduleInterval.Step } } }],
    ];

    private static float[] Rates(ScheduleState state, ParameterGroup group, int epochs)
    {
        var rates = new List<float>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            for (int step = 0; step < 3; step++)
            {
                rates.Add(group.LearningRate);
                state.EndStep();
            }

            state.EndEpoch();
            state.Observe(1);
        }

        return [.. rates];
    }

    private static ParameterGroup Group(float rate) => new([new Parameter("x", [1])], rate);

    private sealed record Falling() : CountedSchedule(ScheduleInterval.Epoch)
    {
        public override double Rate(double baseRate, long count, long? total) => baseRate - (2 * count);
    }
}
