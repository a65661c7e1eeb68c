using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, mean and variance over all places of one channel of one row. torch.nn.InstanceNorm1d, 2d and 3d
/// in one.
/// </summary>
/// <remarks>
/// x is `[batch, channels, ...]` with two places or more, weight and bias are `[channels]`, and so are the buffers running_mean and running_var, where there
/// are any: training moves them towards the mean of the rows' statistics, prediction uses them in place of a row's own.
/// Ulyanov, Vedaldi, Lempitsky, "Instance Normalization: The Missing Ingredient for Fast Stylization", 2016.
/// </remarks>
public sealed class InstanceNormalization : Layer
{
    private readonly Tensors.Operations.GroupNormalization _own;
    private readonly BatchNormalizationInference _running;
    private readonly ChannelParameters _parameters;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="channels">Channels of a row; at least 1.</param>
    /// <param name="parameters">Makes weight (ones), bias (zeros) and the buffers (zeros for the mean, ones for the variance).</param>
    /// <param name="epsilon">What is added to the variance; 0 or more. Default 1e-5.</param>
    /// <param name="momentum">How far each batch moves the running statistics; 0 to 1. Default 0.1. Null gives all batches the same weight.</param>
    /// <param name="hasAffine">Whether there are weight and bias; default false.</param>
    /// <param name="tracksStatistics">Whether there are running statistics, for prediction; default false.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public InstanceNormalization(
        string name, int channels, ParameterSource parameters, float epsilon = 1e-5f, float? momentum = 0.1f, bool hasAffine = false, bool tracksStatistics = false)
        : base(name)
    {
        _parameters = new ChannelParameters(name, channels, parameters, momentum, hasAffine, tracksStatistics);
        _own = new Tensors.Operations.GroupNormalization { Groups = channels, Epsilon = epsilon, HasAffine = hasAffine, HasStatistics = tracksStatistics };
        _running = new BatchNormalizationInference { Epsilon = epsilon, HasAffine = hasAffine };
    }

    /// <summary>Channels of a row.</summary>
    public int Channels => _parameters.Channels;

    /// <summary>How far each batch moves the running statistics; null where all batches have the same weight.</summary>
    public float? Momentum => _parameters.Momentum;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Buffers => _parameters.Buffers;

    /// <summary>Computes the output; in training it also moves the running statistics, where there are any.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, channels, ...]`.</param>
    /// <exception cref="ArgumentException">The input has other channels, or a channel of a row, whose own statistics are asked for, has one value only.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Training && _parameters.TracksStatistics)
        {
            return _parameters.RunWithStatistics(context, _running, input);
        }

        Shape shape = input.Shape;
        if (shape.Rank >= 2 && shape.Length > 0 && shape.Length == (nint)shape[0] * shape[1])
        {
            throw new ArgumentException($"The input of shape {shape} has one value for each channel of a row, which has no variance; expected [batch, {Channels}, ...] with more places.", nameof(input));
        }

        Span<Tensor> outputs = [default, default, default];
        _parameters.Run(context, _own, input, outputs[.._own.OutputCount]);
        if (context.Training && _parameters.TracksStatistics)
        {
            _parameters.MoveStatistics(outputs[1], outputs[2], shape[0]);
        }

        return outputs[0];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row has other channels.</exception>
    public override Shape OutputShape(Shape input) => _parameters.RequireChannels(this, input);
}
