namespace MLExtensions.AutoML;

/// <summary>The local search FLOW2 in one branch of a space: from the best point so far a step in a random direction, then one in the opposite direction.</summary>
/// <remarks>
/// Wu, Wang, Huang, "Frugal Optimization for Cost-related Hyperparameters", 2021. x' = x + step u, u uniform on the sphere; if that is no better x - step u. After as many steps without a gain as there
/// are orthants (at most twice the dimensions) the step shrinks by sqrt(k' / k), k being all steps since the start and k' those until the last gain; a converged search begins anew near where it began
/// first, with longer steps. Costs stay small as it begins with cheap default values and moves by bounded steps. Of the choices, which have no order, one is changed now and then.
/// </remarks>
internal sealed class FlowSearch
{
    // How often a step changes a choice to another one.
    private const double ChangeOfChoice = 0.35;

    private readonly SearchDimensions _dimensions;
    private readonly CostFrugalTunerOptions _options;
    private readonly double[] _origin;
    private readonly int[] _free;
    private double[]? _best;
    private double _loss;
    private double[]? _opposite;
    private bool _startIsProposed;
    private double _step;
    private int _restarts;
    private int _steps;
    private int _stepsAtGain;
    private int _withoutGain;

    /// <param name="dimensions">The dimensions.</param>
    /// <param name="branch">The branch, with the values to begin with.</param>
    /// <param name="options">How.</param>
    public FlowSearch(SearchDimensions dimensions, SearchPoint branch, CostFrugalTunerOptions options)
    {
        _dimensions = dimensions;
        _options = options;
        _origin = branch.Places;
        HashSet<int> parents = [.. dimensions.Parents];
        _free = [.. Enumerable.Range(0, _origin.Length).Where(i => branch.Active[i] && !parents.Contains(i))];
        _step = FirstStep;
    }

    /// <summary>Goes up with each gain and each new beginning: what was proposed before is no trial of a step from here.</summary>
    public int Generation { get; private set; }

    private double Diagonal => Math.Sqrt(Math.Max(1, _free.Length));

    private double FirstStep => Math.Min(1, _options.FirstStep * (1 + _restarts)) * Diagonal;

    private int Patience => Math.Max(2, (int)Math.Min(2.0 * _free.Length, Math.Pow(2, _free.Length - 1)));

    /// <summary>The next places to try.</summary>
    public double[] Next(SeededRandom random)
    {
        if (_best is null)
        {
            bool isFirst = !_startIsProposed && _restarts == 0;
            _startIsProposed = true;
            return isFirst ? [.. _origin] : Moved(_origin, FirstStep, Gaussian(random, random.NextDouble), random);
        }

        if (_opposite is { } opposite)
        {
            _opposite = null;
            return opposite;
        }

        double[] direction = Gaussian(random, () => 1);
        double length = Math.Sqrt(direction.Sum(value => value * value));
        double[] unit = [.. direction.Select(value => length > 0 ? value / length : 0)];
        _opposite = Moved(_best, -_step, unit, random: null);
        return Moved(_best, _step, unit, random);
    }

    /// <summary>Learns what some places gave.</summary>
    /// <param name="places">The places.</param>
    /// <param name="loss">The loss; infinite where the trial failed.</param>
    /// <param name="generation">The <see cref="Generation"/> in which they were proposed.</param>
    public void Complete(double[] places, double loss, int generation)
    {
        _steps++;
        if (double.IsFinite(loss) && (_best is null || loss < _loss))
        {
            (_best, _loss, _opposite) = (places, loss, null);
            (_stepsAtGain, _withoutGain) = (_steps, 0);
            Generation++;
            return;
        }

        if (_best is not null && generation == Generation && ++_withoutGain >= Patience)
        {
            _withoutGain = 0;
            _opposite = null;
            _step *= Math.Sqrt((double)_stepsAtGain / _steps);
            _stepsAtGain = _steps;
            if (_step < _options.SmallestStep * Diagonal)
            {
                Restart();
            }
        }
    }

    private void Restart()
    {
        _restarts++;
        Generation++;
        _best = null;
        _startIsProposed = false;
        (_steps, _stepsAtGain) = (0, 0);
        _step = FirstStep;
    }

    private double[] Gaussian(SeededRandom random, Func<double> factor)
    {
        var direction = new double[_origin.Length];
        foreach (int i in _free)
        {
            direction[i] = random.NextGaussian() * factor();
        }

        return direction;
    }

    private double[] Moved(double[] from, double step, double[] direction, SeededRandom? random)
    {
        double[] places = [.. from];
        foreach (int i in _free.Where(i => _dimensions.All[i].Choices is null))
        {
            places[i] = Math.Clamp(from[i] + (step * direction[i]), 0, 1);
        }

        // The opposite step leaves choices as they are.
        int[] choices = [.. _free.Where(i => _dimensions.All[i].Choices is not null)];
        if (random is not null && choices.Length > 0 && (choices.Length == _free.Length || random.NextDouble() < ChangeOfChoice))
        {
            int changed = choices[random.Next(choices.Length)];
            SearchDimension dimension = _dimensions.All[changed];
            int other = random.Next(dimension.Choices!.Value - 1);
            places[changed] = dimension.PlaceOfChoice(other < dimension.ChoiceAt(from[changed]) ? other : other + 1);
        }

        return places;
    }
}
