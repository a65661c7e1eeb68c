using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Parity.Families;

/// <summary>Learning rate schedules. PyTorch's count one thing, whatever it is; here they count steps, but for the one that listens to a metric.</summary>
internal static class Schedules
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["step"] = run => Run(run, new StepDecay { StepSize = run.Whole("step_size"), Gamma = Number(run, "gamma", 0.1), Interval = ScheduleInterval.Step }),
        ["exponential"] = run => Run(run, new ExponentialDecay { Gamma = Number(run, "gamma"), Interval = ScheduleInterval.Step }),
        ["cosine"] = run => Run(
            run, new CosineDecay { Period = run.Whole("t_max"), MinimumRate = Number(run, "eta_min", 0), Interval = ScheduleInterval.Step }),
        ["cosine_warm_restarts"] = run => Run(run, new CosineRestarts
        {
            Period = run.Whole("t0"),
            PeriodFactor = run.Whole("t_mult", 1),
            MinimumRate = Number(run, "eta_min", 0),
            Interval = ScheduleInterval.Step,
        }),
        ["linear_warmup"] = run => Run(run, new LinearWarmUp { StartFactor = Number(run, "start_factor", 1.0 / 3), Steps = run.Whole("total_iters", 5) }),
        ["one_cycle"] = run => Run(
            run,
            new OneCycle
            {
                TotalSteps = run.Whole("total_steps"),
                WarmUpFraction = Number(run, "pct_start", 0.3),
                Anneal = run.Text("anneal", "cos") == "linear" ? Annealing.Linear : Annealing.Cosine,
                DivisionFactor = Number(run, "div_factor", 25),
                FinalDivisionFactor = Number(run, "final_div_factor", 1e4),
                ThreePhase = run.Flag("three_phase", false),
            },
            "max_lr"),
        ["reduce_on_plateau"] = run => Run(run, new ReduceOnPlateau
        {
            Factor = Number(run, "factor", 0.1),
            Patience = run.Whole("patience", 10),
            Threshold = Number(run, "threshold", 1e-4),
            ThresholdMode = run.Text("threshold_mode", "rel") == "abs" ? ThresholdMode.Absolute : ThresholdMode.Relative,
            Mode = run.Text("mode", "min") == "max" ? PlateauMode.Maximum : PlateauMode.Minimum,
            Cooldown = run.Whole("cooldown", 0),
            MinimumRate = Number(run, "min_lr", 0),
            Epsilon = Number(run, "eps", 1e-8),
        }),
    };

    private static double Number(CaseRun run, string attribute, double? missing = null) =>
        run.Has(attribute) ? run.Case.Attributes[attribute]!.GetValue<double>() : missing ?? run.Number(attribute);

    private static void Run(CaseRun run, LearningRateSchedule schedule, string rate = "lr")
    {
        var group = new ParameterGroup([new Parameter("x", [1])], run.Number(rate));
        var state = new ScheduleState(schedule, [group], new TrainingPlan(int.MaxValue, null));
        float[]? metric = run.Case.Inputs.TryGetValue("metric", out ParityTensor? given) ? given.Data : null;
        float[] rates = new float[run.Case.Outputs["lr"].Data.Length];
        for (int step = 0; step < rates.Length; step++)
        {
            rates[step] = group.LearningRate;
            state.EndStep();
            state.EndEpoch();
            if (metric is not null)
            {
                state.Observe(metric[step]);
            }
        }

        run.Output("lr", rates);
    }
}
