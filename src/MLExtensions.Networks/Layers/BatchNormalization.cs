using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, for each channel: in training by mean and variance of the batch, in prediction by the running
/// ones, which training moves towards the batches'. torch.nn.BatchNorm1d, 2d and 3d in one.
/// </summary>
/// <remarks>
/// x is `[batch, channels]` or `[batch, channels, ...]`, weight and bias are `[channels]`, and so are the buffers running_mean and running_var.
/// running = (1 - momentum) running + momentum batch, with the batch's unbiased variance. A training batch with
/// one value a channel, as the last of an epoch may be, has no variance: it is normalised by the running statistics and does not move them. (PyTorch throws.)
/// Ioffe, Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", 2015.
/// </remarks>
public sealed class BatchNormalization : Layer
{
    private readonly Tensors.Operations.BatchNormalization _training;
    private readonly BatchNormalizationInference _prediction;
    private readonly ChannelParameters _parameters;

    /// <summary>What the training operation does not do itself.</summary>
    private readonly Activate? _activation;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="channels">Channels (features) of a row; at least 1.</param>
    /// <param name="parameters">Makes weight (ones), bias (zeros) and the buffers (zeros for the mean, ones for the variance).</param>
    /// <param name="epsilon">What is added to the variance; 0 or more. Default 1e-5.</param>
    /// <param name="momentum">How far each batch moves the running statistics; 0 to 1. Default 0.1. Null gives all batches the same weight.</param>
    /// <param name="hasAffine">Whether there are weight and bias; default true.</param>
    /// <param name="tracksStatistics">Whether there are running statistics; default true. Without, prediction uses the batch's as training does.</param>
    /// <param name="activation">What follows; default none. A rectifier costs no time of its own in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public BatchNormalization(
        string name,
        int channels,
        ParameterSource parameters,
        float epsilon = 1e-5f,
        float? momentum = 0.1f,
        bool hasAffine = true,
        bool tracksStatistics = true,
        Activation activation = Activation.None)
        : base(name)
    {
        Activation = activation;
        _activation = activation == Activation.None ? null : new Activate { Activation = activation };
        _parameters = new ChannelParameters(name, channels, parameters, momentum, hasAffine, tracksStatistics);
        _training = new Tensors.Operations.BatchNormalization { Epsilon = epsilon, HasAffine = hasAffine, IsRectified = activation == Activation.Relu };
        _prediction = new BatchNormalizationInference { Epsilon = epsilon, HasAffine = hasAffine };
    }

    /// <summary>Channels of a row.</summary>
    public int Channels => _parameters.Channels;

    /// <summary>How far each batch moves the running statistics; null where all batches have the same weight.</summary>
    public float? Momentum => _parameters.Momentum;

    /// <summary>What follows.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string Kind => Activation == Activation.None ? base.Kind : $"{base.Kind}, {Activation}";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Buffers => _parameters.Buffers;

    /// <summary>Computes the output; in training it also moves the running statistics.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, channels]` or `[batch, channels, ...]`.</param>
    /// <exception cref="ArgumentException">The input has other channels, or a channel has one value only and there are no running statistics.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_parameters.TracksStatistics && (!context.Training || input.Shape.Length == Channels))
        {
            return Activate(context, _parameters.RunWithStatistics(context, _prediction, input));
        }

        Span<Tensor> outputs = [default, default, default];
        _parameters.Run(context, _training, input, outputs);
        if (context.Training)
        {
            _parameters.MoveStatistics(outputs[1], outputs[2], rows: Math.Min(1, input.Shape[0]));
        }

        return _training.IsRectified ? outputs[0] : Activate(context, outputs[0]);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row has other channels.</exception>
    public override Shape OutputShape(Shape input) => _parameters.RequireChannels(this, input);

    private Tensor Activate(ForwardContext context, Tensor values) => _activation is null ? values : context.Run(_activation, values);
}
