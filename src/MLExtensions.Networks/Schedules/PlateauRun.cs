using System.Globalization;

namespace MLExtensions.Networks;

/// <summary>A run of a <see cref="ReduceOnPlateau"/>.</summary>
internal sealed class PlateauRun : ScheduleRun
{
    private readonly ReduceOnPlateau _schedule;
    private double _best;
    private long _epochsWithoutImprovement;
    private long _cooldown;

    public PlateauRun(ReduceOnPlateau schedule, double[] baseRates)
        : base(baseRates)
    {
        _schedule = schedule;
        _best = schedule.Mode == PlateauMode.Minimum ? double.PositiveInfinity : double.NegativeInfinity;
    }

    public override void EndStep()
    {
    }

    public override void EndEpoch()
    {
    }

    public override void Observe(double loss)
    {
        _epochsWithoutImprovement++;
        if (IsBetter(loss))
        {
            _best = loss;
            _epochsWithoutImprovement = 0;
        }

        if (_cooldown > 0)
        {
            _cooldown--;
            _epochsWithoutImprovement = 0;
        }

        if (_epochsWithoutImprovement > _schedule.Patience)
        {
            Reduce();
            _cooldown = _schedule.Cooldown;
            _epochsWithoutImprovement = 0;
        }
    }

    public override void Save(TrainingState state, string prefix)
    {
        state.Add($"{prefix}.best", _best);
        state.Add($"{prefix}.waited", _epochsWithoutImprovement);
        state.Add($"{prefix}.cooldown", _cooldown);
        for (int i = 0; i < Rates.Length; i++)
        {
            state.Add(RateName(prefix, i), Rates[i]);
        }
    }

    public override void Load(TrainingState state, string prefix)
    {
        _best = state.Number($"{prefix}.best");
        _epochsWithoutImprovement = state.Count($"{prefix}.waited");
        _cooldown = state.Count($"{prefix}.cooldown");
        for (int i = 0; i < Rates.Length; i++)
        {
            Rates[i] = state.Number(RateName(prefix, i));
        }
    }

    private static string RateName(string prefix, int group) => string.Create(CultureInfo.InvariantCulture, $"{prefix}.rate.{group}");

    private bool IsBetter(double loss) => (_schedule.Mode, _schedule.ThresholdMode) switch
    {
        (PlateauMode.Minimum, ThresholdMode.Relative) => loss < _best * (1 - _schedule.Threshold),
        (PlateauMode.Minimum, _) => loss < _best - _schedule.Threshold,
        (_, ThresholdMode.Relative) => loss > _best * (1 + _schedule.Threshold),
        _ => loss > _best + _schedule.Threshold,
    };

    private void Reduce()
    {
        for (int i = 0; i < Rates.Length; i++)
        {
            double reduced = Math.Max(Rates[i] * _schedule.Factor, _schedule.MinimumRate);
            if (Rates[i] - reduced > _schedule.Epsilon)
            {
                Rates[i] = reduced;
            }
        }
    }
}
