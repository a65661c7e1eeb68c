using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>A normalisation's weight and bias of each channel, and its running statistics.</summary>
internal sealed class ChannelParameters
{
    private readonly Parameter? _weight;
    private readonly Parameter? _bias;
    private readonly Parameter? _mean;
    private readonly Parameter? _variance;
    private readonly Parameter? _batches;
    private float[] _values = [];

    public ChannelParameters(string name, int channels, ParameterSource parameters, float? momentum, bool hasAffine, bool tracksStatistics)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        if (momentum is { } given && !(given is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), given, "The momentum is from 0 to 1, or null.");
        }

        Channels = channels;
        Momentum = momentum;
        if (hasAffine)
        {
            _weight = parameters.Create(Module.Join(name, "weight"), [channels], Initialization.Ones);
            _bias = parameters.Create(Module.Join(name, "bias"), [channels], Initialization.Zeros);
            Parameters = [_weight, _bias];
        }

        if (tracksStatistics)
        {
            _mean = parameters.CreateBuffer(Module.Join(name, "running_mean"), [channels], 0);
            _variance = parameters.CreateBuffer(Module.Join(name, "running_var"), [channels], 1);

            // PyTorch always counts; here the count is kept where it is needed.
            _batches = momentum is null ? parameters.CreateBuffer(Module.Join(name, "num_batches_tracked"), [], 0) : null;
            Buffers = _batches is null ? [_mean, _variance] : [_mean, _variance, _batches];
            CheckNotNegative(_variance);
            CheckNotNegative(_batches);
        }
    }

    public int Channels { get; }

    public float? Momentum { get; }

    public bool TracksStatistics => _mean is not null;

    public IReadOnlyList<Parameter> Parameters { get; } = [];

    public IReadOnlyList<Parameter> Buffers { get; } = [];

    /// <summary>The shape of a row, which has these channels.</summary>
    public Shape RequireChannels(Layer layer, Shape row) => row.Rank > 0 && row[0] == Channels
        ? row
        : throw new ArgumentException($"{layer.GetType().Name} '{layer.Name}': a row has shape {row}; expected [{Channels}] or [{Channels}, ...].");

    /// <summary>Runs an operation on an input, weight and bias.</summary>
    public void Run(ForwardContext context, Operation operation, Tensor input, Span<Tensor> outputs)
    {
        if (_weight is null)
        {
            CheckChannels(input);
            context.Run(operation, [input], outputs);
        }
        else
        {
            context.Run(operation, [input, _weight.Tensor, _bias!.Tensor], outputs);
        }
    }

    /// <summary>Runs an operation on an input, weight, bias, and the running statistics.</summary>
    public Tensor RunWithStatistics(ForwardContext context, Operation operation, Tensor input) => _weight is null
        ? context.Run(operation, input, _mean!.Tensor, _variance!.Tensor)
        : context.Run(operation, input, _weight.Tensor, _bias!.Tensor, _mean!.Tensor, _variance!.Tensor);

    /// <summary>Moves the running statistics, where there are any, towards the means and variances of a batch.</summary>
    /// <param name="means">One a channel, for each row.</param>
    /// <param name="variances">As the means, unbiased.</param>
    /// <param name="rows">How many rows there are; nothing moves where there are none.</param>
    public void MoveStatistics(Tensor means, Tensor variances, int rows)
    {
        if (_mean is null || rows == 0)
        {
            return;
        }

        double momentum = Momentum ?? 0;
        if (_batches is not null)
        {
            _batches.Values[0]++;
            momentum = 1 / (double)_batches.Values[0];
        }

        Move(_mean.Values, means, rows, momentum);
        Move(_variance!.Values, variances, rows, momentum);
    }

    private void Move(Span<float> running, Tensor values, int rows, double momentum)
    {
        int count = rows * Channels;
        if (_values.Length < count)
        {
            _values = new float[count];
        }

        values.CopyTo(_values.AsSpan(0, count));
        for (int c = 0; c < running.Length; c++)
        {
            double sum = 0;
            for (int i = c; i < count; i += Channels)
            {
                sum += _values[i];
            }

            running[c] = (float)(momentum * (sum / rows) + (1 - momentum) * running[c]);
        }
    }

    // A file may hold anything.
    private static void CheckNotNegative(Parameter? buffer)
    {
        foreach (float value in buffer is null ? [] : buffer.Values)
        {
            if (!(value >= 0))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'{buffer!.Name}' holds {value}; expected numbers of 0 or more."), nameof(buffer));
            }
        }
    }

    private void CheckChannels(Tensor input)
    {
        if (input.Shape.Rank < 2 || input.Shape[1] != Channels)
        {
            throw new ArgumentException($"The input has shape {input.Shape}; expected [batch, {Channels}] or [batch, {Channels}, ...].", nameof(input));
        }
    }
}
