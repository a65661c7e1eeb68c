using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = (x - m) s w + b, s = 1 / sqrt(v + e), mean m and variance v over the n elements of a statistic: one or more channels that follow each other. With
/// h = (x - m) s: dx = s (w dy - mean(w dy) - h mean(w dy h)) + dm / n + 2 dv (x - m) / (n - 1), dw = sum of dy h, db = sum of dy.
/// </summary>
/// <param name="layout">The lengths.</param>
/// <param name="group">Channels of a statistic.</param>
/// <param name="weights">How many weights there are: channel c has weight c modulo this.</param>
internal readonly unsafe ref struct ChannelNormalization(ChannelLayout layout, nint group, nint weights)
{
    private readonly ChannelLayout _layout = layout;
    private readonly nint _group = group;
    private readonly nint _weights = weights;

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

        for (nint c = 0; c < Channels; c++)
        {
            high[c] = Count > 0 ? x[c / _group * _group * _layout.Length] : 0;
        }

        double* sums = reduced.Doubles, dots = sums + Channels;
        for (int pass = 0; pass < 2; pass++)
        {
            // The first pass only finds a centre that is near the mean.
            ChannelLoops.Reduce(_layout, null, x, high, null, sums, dots, arguments.Degree);
            for (nint s = 0; s < Statistics; s++)
            {
                Moments moments = MomentsOf(s, high, sums, dots);
                new Span<float>(high + s * _group, (int)_group).Fill(moments.High);
                new Span<float>(low + s * _group, (int)_group).Fill(moments.Low);
                if (pass == 1)
                {
                    statistics[s] = moments.High;
                    statistics[Statistics + s] = moments.Low;
                    statistics[2 * Statistics + s] = moments.InverseDeviation(epsilon);
                    if (means is not null)
                    {
                        means[s] = moments.High;
                        variances[s] = moments.UnbiasedVariance;
                    }
                }
            }
        }

        for (nint c = 0; c < Channels; c++)
        {
            float inverse = statistics[2 * Statistics + c / _group];
            factor[c] = hasAffine ? inverse * inputs[1].Floats[c % _weights] : inverse;
            summand[c] = hasAffine ? inputs[2].Floats[c % _weights] : 0;
        }

        ChannelLoops.Map(_layout, null, null, factor, x, high, low, summand, arguments.Outputs[0].Floats, accumulate: false, arguments.Degree);
    }

    /// <param name="hasAffine">Whether inputs 1 and 2 are weight and bias.</param>
    /// <param name="arguments">Outputs 1 and 2, where they are, are means and unbiased variances.</param>
    public void Backward(bool hasAffine, in BackwardArguments arguments)
    {
        float* dy = arguments.Upstream[0].IsDefault ? null : arguments.Upstream[0].Floats;
        float* x = arguments.Inputs[0].Floats, statistics = arguments.Saved[0].Floats;
        using var scratch = new Scratch(5 * Channels);
        using var reduced = new Scratch(4 * Channels);
        float* high = scratch.Floats, low = high + Channels;
        double* sums = reduced.Doubles, dots = sums + Channels;
        for (nint c = 0; c < Channels; c++)
        {
            high[c] = statistics[c / _group];
            low[c] = statistics[Statistics + c / _group];
        }

        if (dy is null)
        {
            new Span<double>(sums, (int)(2 * Channels)).Clear();
        }
        else
        {
            ChannelLoops.Reduce(_layout, dy, x, high, low, sums, dots, arguments.Degree);
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
                _layout, dyFactor, dy, factor, x, high, low, summand, arguments.Gradients[0].Floats, arguments.Accumulate[0], arguments.Degree);
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

    private Moments MomentsOf(nint statistic, float* centre, double* sums, double* squares)
    {
        double sum = 0, square = 0;
        for (nint c = statistic * _group; c < (statistic + 1) * _group; c++)
        {
            sum += sums[c];
            square += squares[c];
        }

        return new Moments(centre[statistic * _group], sum, square, Count);
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
