namespace MLExtensions.AutoML;

/// <summary>A density over the active dimensions of a branch: a kernel around each of some points, and a uniform one as what is believed before anything is known.</summary>
/// <remarks>
/// Bergstra, Bardenet, Bengio, Kégl, "Algorithms for Hyper-Parameter Optimization", 2011; the kernels span all dimensions together, as in Falkner, Klein, Hutter, "BOHB", 2018. Numbers have normal kernels cut
/// off at the bounds, choices those of Aitchison and Aitken, 1976.
/// </remarks>
internal sealed class ParzenMixture
{
    private const double WidthOfOne = 0.1;

    private readonly SearchDimensions _dimensions;
    private readonly IReadOnlyList<int> _active;
    private readonly IReadOnlyList<double[]> _points;
    private readonly double _width;
    private readonly double _spread;

    /// <param name="dimensions">The dimensions.</param>
    /// <param name="active">Those that count.</param>
    /// <param name="points">Places in all dimensions; there may be none.</param>
    public ParzenMixture(SearchDimensions dimensions, IReadOnlyList<int> active, IReadOnlyList<double[]> points)
    {
        _dimensions = dimensions;
        _active = active;
        _points = points;
        int count = Math.Max(1, points.Count);

        // Scott's rule for so many dimensions.
        _width = WidthOfOne * Math.Pow(count, -1.0 / (active.Count + 4));
        _spread = 1.0 / (1 + count);
    }

    /// <summary>Draws places for the active dimensions.</summary>
    /// <param name="random">Random numbers.</param>
    /// <param name="places">Receives them; other places stay.</param>
    public void Draw(SeededRandom random, double[] places)
    {
        int kernel = random.Next(_points.Count + 1);
        foreach (int i in _active)
        {
            places[i] = kernel == _points.Count ? random.NextDouble()
                : _dimensions.All[i].Choices is { } choices ? DrawChoice(i, choices, _points[kernel][i], random)
                : DrawNumber(_points[kernel][i], random);
        }
    }

    /// <summary>The logarithm of the density at some places.</summary>
    public double LogDensity(double[] places)
    {
        // The uniform kernel's logarithm is 0.
        double highest = 0;
        Span<double> logs = stackalloc double[Math.Min(_points.Count, 256)];
        double[]? many = _points.Count > logs.Length ? new double[_points.Count] : null;
        logs = many ?? logs;
        for (int k = 0; k < _points.Count; k++)
        {
            double log = 0;
            foreach (int i in _active)
            {
                log += _dimensions.All[i].Choices is { } choices ? LogChoice(i, choices, _points[k][i], places[i]) : LogNumber(_points[k][i], places[i]);
            }

            logs[k] = log;
            highest = Math.Max(highest, log);
        }

        double sum = Math.Exp(-highest);
        foreach (double log in logs)
        {
            sum += Math.Exp(log - highest);
        }

        return highest + Math.Log(sum / (_points.Count + 1));
    }

    private double DrawNumber(double center, SeededRandom random)
    {
        while (true)
        {
            double place = center + (_width * random.NextGaussian());
            if (place is >= 0 and <= 1)
            {
                return place;
            }
        }
    }

    private double DrawChoice(int dimension, int choices, double center, SeededRandom random)
    {
        int choice = random.NextDouble() < _spread ? random.Next(choices) : _dimensions.All[dimension].ChoiceAt(center);
        return _dimensions.All[dimension].PlaceOfChoice(choice);
    }

    private double LogNumber(double center, double place)
    {
        double distance = (place - center) / _width;
        double inside = Normal((1 - center) / _width) - Normal(-center / _width);
        return (-0.5 * distance * distance) - Math.Log(_width * Math.Sqrt(2 * Math.PI) * inside);
    }

    // Against the uniform kernel, whose logarithm is 0 here too: hence the factor of the choices.
    private double LogChoice(int dimension, int choices, double center, double place)
    {
        bool same = _dimensions.All[dimension].ChoiceAt(center) == _dimensions.All[dimension].ChoiceAt(place);
        return Math.Log(choices * ((same ? 1 - _spread : 0) + (_spread / choices)));
    }

    /// <summary>The standard normal distribution function, to 1e-7 (Abramowitz, Stegun, 26.2.17).</summary>
    private static double Normal(double value)
    {
        double t = 1 / (1 + (0.2316419 * Math.Abs(value)));
        double tail = Math.Exp(-0.5 * value * value) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return value >= 0 ? 1 - tail : tail;
    }
}
