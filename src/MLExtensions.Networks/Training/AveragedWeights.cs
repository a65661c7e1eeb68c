using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A run of a <see cref="MovingAverage"/>.</summary>
internal sealed class AveragedWeights
{
    private readonly MovingAverage _options;
    private readonly Parameter[] _parameters;
    private readonly Parameter[] _averages;
    private long _steps;

    public AveragedWeights(MovingAverage options, IReadOnlyList<Parameter> parameters)
    {
        _options = options;
        _parameters = [.. parameters];
        _averages = Array.ConvertAll(_parameters, parameter =>
        {
            var average = new Parameter(parameter.Name, parameter.Shape);
            parameter.Values.CopyTo(average.Values);
            return average;
        });
    }

    /// <summary>Takes in the weights after a step.</summary>
    public void Add(Device device)
    {
        _steps++;
        double decay = _options.WarmUp ? Math.Min(_options.Decay, (1.0 + _steps) / (10.0 + _steps)) : _options.Decay;
        device.Blend(_averages, _parameters, (float)(1 - decay));
    }

    /// <summary>Puts the averages in place of the weights, or the weights back.</summary>
    public void Swap()
    {
        Span<float> buffer = stackalloc float[1024];
        for (int i = 0; i < _parameters.Length; i++)
        {
            Span<float> weights = _parameters[i].Values;
            Span<float> averages = _averages[i].Values;
            for (int start = 0; start < weights.Length; start += buffer.Length)
            {
                int count = Math.Min(buffer.Length, weights.Length - start);
                weights.Slice(start, count).CopyTo(buffer);
                averages.Slice(start, count).CopyTo(weights[start..]);
                buffer[..count].CopyTo(averages[start..]);
            }
        }
    }

    public void Save(TrainingState state, string prefix)
    {
        state.Add($"{prefix}.steps", _steps);
        foreach (Parameter average in _averages)
        {
            state.Add($"{prefix}.{average.Name}", average);
        }
    }

    public void Load(TrainingState state, string prefix)
    {
        _steps = state.Count($"{prefix}.steps");
        foreach (Parameter average in _averages)
        {
            state.CopyTo($"{prefix}.{average.Name}", average);
        }
    }
}
