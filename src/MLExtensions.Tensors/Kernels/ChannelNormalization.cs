using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = (x - m) s w + b, s = 1 / sqrt(v + e), mean m and variance v over the n elements of a statistic: one or more channels that follow each other. With
/// h = (x - m) s: dx = s (w dy - mean(w dy) - h mean(w dy h)) + dm / n + 2 dv (x - m) / (n - 1), dw = sum of dy h, db = sum of dy.
/// </summary>
/// <param name="layout">The lengths.</param>
/// <param name="group">Channels of a statistic.</param>
/// <param name="weights">How many weights there are: channel c has weight c modulo this.</param>
/// <param name="isRectified">Whether what is below 0 becomes 0.</param>
internal readonly unsafe ref struct ChannelNormalization(ChannelLayout layout, nint group, nint weights, bool isRectified = false)
{
    /// <summary>A centre further from the mean than so many deviations costs digits of the variance.</summary>
    private const double FarFromMean = 8;

    private readonly ChannelLayout _layout = layout;
    private readonly nint _group = group;
    private readonly nint _weights = weights;
    private readonly bool _isRectified = isRectified;

    private nint Channels => _layout.Channels;

    private nint Statistics => _layout.Channels / _group;

    private nint Count => _layout.Count * _group;

    /// <summary>Saves m in two floats and s, one after the other for all statistics.</summary>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="hasAffine">Whether inputs 1 and 2 are weight and bias.</param>
    /// <param name="means">One a statistic, or null.</param>
    /// <param name="variances">The unbiased variance of each statistic, or null.</param>
    /// <param name="arguments">x is input 0, y output 0.</param>
    public void Forward(float epsilon, bool hasAffine, float* means, float* variances, in ForwardArguments arguments)
    {
        ReadOnlySpan<Tensor> inputs = arguments.Inputs;
        float* x = inputs[0].Floats;
        using var scratch = new Scratch(4 * Channels + 3 * Statistics);
        using var reduced = new Scratch(4 * Channels);
        float* high = scratch.Floats, low = high + Channels, factor = low + Channels, summand = factor + Channels;
        float* statistics = summand + Channels;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate([3, checked((int)Statistics)]);
            arguments.Saved.Add(saved);
            statistics = saved.Floats;
        }

        double* sums = reduced.Doubles, dots = sums + Channels;
        FindCentres(x, high, low);

        // Where the centres were not near the means, the second pass is around what the first found.
        bool isFar = true;
        for (int pass = 0; pass < 2 && isFar; pass++)
        {
            ChannelLoops.Reduce(_layout, null, x, high, low, null, null, sums, dots, arguments.Degree);
            isFar = false;
            for (nint s = 0; s < Statistics; s++)
            {
                double centre = (double)high[s * _group] + low[s * _group];
                Moments moments = MomentsOf(s, centre, sums, dots);
                double distance = moments.Mean - centre;
                isFar |= distance * distance * moments.Count > FarFromMean * FarFromMean * moments.Squares;
                statistics[s] = moments.High;
                statistics[Statistics + s] = moments.Low;
                statistics[2 * Statistics + s] = moments.InverseDeviation(epsilon);
                if (means is not null)
                {
                    means[s] = moments.High;
                    variances[s] = moments.UnbiasedVariance;
                }
            }

            SpreadMeans(statistics, high, low);
        }

        FindAffine(statistics, hasAffine, inputs, factor, summand);
        ChannelLoops.Map(_layout, factor, x, high, low, summand, _isRectified, arguments.Outputs[0].Floats, accumulate: false, arguments.Degree);
    }

    /// <param name="hasAffine">Whether inputs 1 and 2 are weight and bias.</param>
    /// <param name="arguments">Outputs 1 and 2, where they are, are means and unbiased variances.</param>
    public void Backward(bool hasAffine, in BackwardArguments arguments)
    {
        float* dy = arguments.Upstream[0].IsDefault ? null : arguments.Upstream[0].Floats;
        float* x = arguments.Inputs[0].Floats, statistics = arguments.Saved[0].Floats;
        using var scratch = new Scratch(7 * Channels);
        using var reduced = new Scratch(4 * Channels);
        float* high = scratch.Floats, low = high + Channels, gateFactor = null, gateSummand = null;
        double* sums = reduced.Doubles, dots = sums + Channels;
        SpreadMeans(statistics, high, low);
        if (_isRectified)
        {
            gateFactor = high + 5 * Channels;
            gateSummand = gateFactor + Channels;
            FindAffine(statistics, hasAffine, arguments.Inputs, gateFactor, gateSummand);
        }

        if (dy is null)
        {
            new Span<double>(sums, (int)(2 * Channels)).Clear();
        }
        else
        {
            ChannelLoops.Reduce(_layout, dy, x, high, low, gateFactor, gateSummand, sums, dots, arguments.Degree);
        }

        if (arguments.Wants(0))
        {
            float* weight = hasAffine ? arguments.Inputs[1].Floats : null;
            float* dyFactor = low + Channels, factor = dyFactor + Channels, summand = factor + Channels;
            for (nint s = 0; s < Statistics; s++)
            {
                FindFactors(s, weight, sums, dots, statistics[2 * Statistics + s], Upstream(1, s, arguments), Upstream(2, s, arguments), dyFactor, factor, summand);
            }

            ChannelLoops.Map(
                _layout,
                dyFactor,
                dy,
                gateFactor,
                gateSummand,
                factor,
                x,
                high,
                low,
                summand,
                arguments.Gradients[0].Floats,
                arguments.Accumulate[0],
                arguments.Degree);
        }

        // From here on the sums of dy h.
        for (nint c = 0; c < Channels; c++)
        {
            dots[c] *= statistics[2 * Statistics + c / _group];
        }

        PutSums(dots, 1, arguments);
        PutSums(sums, 2, arguments);
    }

    private static float Upstream(int output, nint statistic, in BackwardArguments arguments) =>
        output < arguments.Upstream.Length && !arguments.Upstream[output].IsDefault ? arguments.Upstream[output].Floats[statistic] : 0;

    /// <summary>The means of the statistics' first channel in the first row, or at least one of its elements: near the means of all, mostly.</summary>
    private void FindCentres(float* x, float* high, float* low)
    {
        if (Count == 0)
        {
            new Span<float>(high, (int)Channels).Clear();
            new Span<float>(low, (int)Channels).Clear();
            return;
        }

        for (nint s = 0; s < Statistics; s++)
        {
            double mean = RowMath.LongSum(x + s * _group * _layout.Length, _layout.Length) / _layout.Length;
            new Span<float>(high + s * _group, (int)_group).Fill(double.IsFinite(mean) ? (float)mean : 0);
            new Span<float>(low + s * _group, (int)_group).Clear();
        }
    }

    private void SpreadMeans(float* statistics, float* high, float* low)
    {
        for (nint c = 0; c < Channels; c++)
        {
            high[c] = statistics[c / _group];
            low[c] = statistics[Statistics + c / _group];
        }
    }

    /// <summary>y = factor (x - mean) + summand</summary>
    private void FindAffine(float* statistics, bool hasAffine, ReadOnlySpan<Tensor> inputs, float* factor, float* summand)
    {
        for (nint c = 0; c < Channels; c++)
        {
            float inverse = statistics[2 * Statistics + c / _group];
            factor[c] = hasAffine ? inverse * inputs[1].Floats[c % _weights] : inverse;
            summand[c] = hasAffine ? inputs[2].Floats[c % _weights] : 0;
        }
    }

    private Moments MomentsOf(nint statistic, double centre, double* sums, double* squares)
    {
        double sum = 0, square = 0;
        for (nint c = statistic * _group; c < (statistic + 1) * _group; c++)
        {
            sum += sums[c];
            square += squares[c];
        }

        return new Moments(centre, sum, square, Count);
    }

    private void FindFactors(
        nint statistic, float* weight, double* sums, double* dots, double inverse, double byMean, double byVariance, float* dyFactor, float* factor, float* summand)
    {
        double count = Math.Max(1, Count), sum = 0, dot = 0;
        nint end = (statistic + 1) * _group;
        for (nint c = statistic * _group; c < end; c++)
        {
            double w = weight is null ? 1 : weight[c % _weights];
            sum += w * sums[c];
            dot += w * dots[c];
        }

        for (nint c = statistic * _group; c < end; c++)
        {
            dyFactor[c] = (float)(inverse * (weight is null ? 1 : weight[c % _weights]));
            factor[c] = (float)(2 * byVariance / Math.Max(1, count - 1) - inverse * inverse * inverse * dot / count);
            summand[c] = (float)((byMean - inverse * sum) / count);
        }
    }

    /// <summary>Adds up the channels of each weight.</summary>
    private void PutSums(double* values, int input, in BackwardArguments arguments)
    {
        if (!arguments.Wants(input))
        {
            return;
        }

        float* gradient = arguments.Gradients[input].Floats;
        for (nint i = 0; i < _weights; i++)
        {
            double sum = 0;
            for (nint c = i; c < Channels; c += _weights)
            {
                sum += values[c];
            }

            gradient[i] = arguments.Accumulate[input] ? gradient[i] + (float)sum : (float)sum;
        }
    }
}
