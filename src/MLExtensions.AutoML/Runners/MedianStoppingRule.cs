namespace MLExtensions.AutoML;

/// <summary>Compares learning curves: <see cref="MedianStoppingOptions"/> says how. Safe to use from several trials at once.</summary>
internal sealed class MedianStoppingRule(MedianStoppingOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Trial, int Fold), Curve> _curves = [];

    /// <summary>Takes an epoch of a trial.</summary>
    /// <param name="trialId">The trial.</param>
    /// <param name="epoch">The epoch.</param>
    /// <returns>Whether the trial's training is to be given up.</returns>
    public bool ShouldStop(int trialId, TrialEpoch epoch)
    {
        if (epoch.ValidationLoss is not { } loss)
        {
            return false;
        }

        lock (_lock)
        {
            if (!_curves.TryGetValue((trialId, epoch.Fold), out Curve? own))
            {
                _curves[(trialId, epoch.Fold)] = own = new Curve();
            }

            own.Add(loss);
            if (own.Epochs < options.MinimumEpochs)
            {
                return false;
            }

            // One that stopped early had its say too: its mean over all its epochs counts.
            double[] others = [.. _curves.Where(pair => pair.Key.Fold == epoch.Fold && pair.Key.Trial != trialId && pair.Value.IsDone).Select(pair => pair.Value.MeanUpTo(own.Epochs)).Order()];
            return others.Length >= options.MinimumTrials && own.Lowest > Median(others);
        }
    }

    /// <summary>A trial has ended well: others may be compared with it from now on.</summary>
    public void Complete(int trialId)
    {
        lock (_lock)
        {
            foreach (var pair in _curves.Where(pair => pair.Key.Trial == trialId))
            {
                pair.Value.IsDone = true;
            }
        }
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private sealed class Curve
    {
        private readonly List<double> _sums = [];

        public bool IsDone { get; set; }

        public double Lowest { get; private set; } = double.PositiveInfinity;

        public int Epochs => _sums.Count;

        public void Add(double loss)
        {
            _sums.Add((_sums.Count > 0 ? _sums[^1] : 0) + loss);
            Lowest = Math.Min(Lowest, loss);
        }

        public double MeanUpTo(int epochs)
        {
            int count = Math.Min(epochs, _sums.Count);
            return _sums[count - 1] / count;
        }
    }
}
