namespace Microsoft.ML.Trainers;

/// <summary>
/// Makes a convex function small: L-BFGS (Nocedal 1980, "Updating Quasi-Newton Matrices with Limited Storage"), with a penalty on absolute values as in
/// Andrew and Gao 2007, "Scalable Training of L1-Regularized Log-Linear Models".
/// </summary>
internal sealed class LbfgsSolver
{
    private const double SufficientDecrease = 1e-4;
    private const double SmallestStep = 1e-20;
    private readonly Func<double[], double[], double> _function;
    private readonly int _unpenalized;
    private readonly double _l1;
    private readonly int _memory;
    private readonly LinkedList<(double[] Step, double[] Change, double Product)> _history = new();

    /// <param name="function">Gives its value at a place, and fills its gradient there.</param>
    /// <param name="unpenalized">How many of the first variables have no penalty.</param>
    /// <param name="l1">The penalty's factor.</param>
    /// <param name="memory">How many steps back it looks.</param>
    public LbfgsSolver(Func<double[], double[], double> function, int unpenalized, double l1, int memory)
    {
        _function = function;
        _unpenalized = unpenalized;
        _l1 = l1;
        _memory = memory;
    }

    /// <summary>Starts at 0, and ends where steps hardly make the value smaller any more.</summary>
    public double[] Minimize(int size, double tolerance, int maximumIterations, Action checkAlive)
    {
        double[] place = new double[size];
        double[] gradient = new double[size];
        double value = ValueAt(place, gradient);
        int idle = 0;
        for (int i = 0; i < maximumIterations && idle < 2; i++)
        {
            checkAlive();
            double[] slope = Slope(place, gradient);
            double length = Math.Sqrt(Dot(slope, slope));
            if (length == 0)
            {
                break;
            }

            double[] direction = Direction(slope);
            double step = _history.Count == 0 ? Math.Min(1, 1 / length) : 1;
            double[] next;
            double[] nextGradient = new double[size];
            double nextValue;
            while (true)
            {
                next = Move(place, slope, direction, step);
                nextValue = ValueAt(next, nextGradient);
                double expected = 0;
                for (int j = 0; j < size; j++)
                {
                    expected += slope[j] * (next[j] - place[j]);
                }

                if (nextValue <= value + (SufficientDecrease * expected))
                {
                    break;
                }

                step /= 2;
                if (step < SmallestStep)
                {
                    return place;
                }
            }

            idle = value - nextValue <= tolerance * Math.Max(Math.Abs(nextValue), tolerance) ? idle + 1 : 0;
            Remember(Minus(next, place), Minus(nextGradient, gradient));
            (place, gradient, value) = (next, nextGradient, nextValue);
        }

        return place;
    }

    private double ValueAt(double[] place, double[] gradient)
    {
        double value = _function(place, gradient);
        for (int i = _unpenalized; i < place.Length && _l1 > 0; i++)
        {
            value += _l1 * Math.Abs(place[i]);
        }

        return value;
    }

    /// <summary>The gradient with the penalty's; of a variable at 0 that of the side where the value falls, 0 where it falls on neither.</summary>
    private double[] Slope(double[] place, double[] gradient)
    {
        double[] slope = [.. gradient];
        for (int i = _unpenalized; i < slope.Length && _l1 > 0; i++)
        {
            slope[i] = place[i] != 0 ? gradient[i] + (_l1 * Math.Sign(place[i])) : Math.Sign(gradient[i]) * Math.Max(Math.Abs(gradient[i]) - _l1, 0);
        }

        return slope;
    }

    private double[] Direction(double[] slope)
    {
        double[] direction = Array.ConvertAll(slope, value => -value);
        var factors = new Stack<double>();
        for (var node = _history.Last; node is not null; node = node.Previous)
        {
            factors.Push(Dot(node.Value.Step, direction) / node.Value.Product);
            Add(direction, node.Value.Change, -factors.Peek());
        }

        if (_history.Last is { } last)
        {
            double scale = last.Value.Product / Dot(last.Value.Change, last.Value.Change);
            direction = Array.ConvertAll(direction, value => value * scale);
        }

        foreach ((double[] step, double[] change, double product) in _history)
        {
            Add(direction, step, factors.Pop() - (Dot(change, direction) / product));
        }

        for (int i = _unpenalized; i < direction.Length && _l1 > 0; i++)
        {
            direction[i] = direction[i] * slope[i] < 0 ? direction[i] : 0;
        }

        if (Dot(direction, slope) < 0)
        {
            return direction;
        }

        _history.Clear();
        return Array.ConvertAll(slope, value => -value);
    }

    /// <summary>A step, in which no penalised variable changes its sign: it stops at 0.</summary>
    private double[] Move(double[] place, double[] slope, double[] direction, double step)
    {
        double[] next = new double[place.Length];
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = place[i] + (step * direction[i]);
            if (i >= _unpenalized && _l1 > 0)
            {
                int side = place[i] != 0 ? Math.Sign(place[i]) : -Math.Sign(slope[i]);
                next[i] = Math.Sign(next[i]) == side ? next[i] : 0;
            }
        }

        return next;
    }

    private void Remember(double[] step, double[] change)
    {
        double product = Dot(step, change);
        if (product <= 0)
        {
            return;
        }

        _history.AddLast((step, change, product));
        if (_history.Count > _memory)
        {
            _history.RemoveFirst();
        }
    }

    private static double[] Minus(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a - b)];

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void Add(double[] to, double[] vector, double factor)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += factor * vector[i];
        }
    }
}
