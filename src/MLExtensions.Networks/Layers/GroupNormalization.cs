using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, mean and variance over the channels of a group and all places of one row: the same in training and
/// in prediction, whatever the batch. torch.nn.GroupNorm.
/// </summary>
/// <remarks>
/// x is `[batch, channels]` or `[batch, channels, ...]`, weight and bias are `[channels]`. Wu, He, "Group Normalization", 2018.
/// </remarks>
public sealed class GroupNormalization : Layer
{
    private readonly Tensors.Operations.GroupNormalization _operation;
    private readonly ChannelParameters _parameters;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="groups">Into how many groups the channels are divided; a divisor of the channels.</param>
    /// <param name="channels">Channels of a row; at least 1.</param>
    /// <param name="parameters">Makes weight (ones) and bias (zeros).</param>
    /// <param name="epsilon">What is added to the variance; 0 or more. Default 1e-5.</param>
    /// <param name="hasAffine">Whether there are weight and bias; default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The channels cannot be divided into so many groups.</exception>
    public GroupNormalization(string name, int groups, int channels, ParameterSource parameters, float epsilon = 1e-5f, bool hasAffine = true)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (channels % groups != 0)
        {
            throw new ArgumentException($"{channels} channels cannot be divided into {groups} groups; give a divisor of the channels.", nameof(groups));
        }

        _parameters = new ChannelParameters(name, channels, parameters, momentum: null, hasAffine, tracksStatistics: false);
        _operation = new Tensors.Operations.GroupNormalization { Groups = groups, Epsilon = epsilon, HasAffine = hasAffine };
    }

    /// <summary>Channels of a row.</summary>
    public int Channels => _parameters.Channels;

    /// <summary>Into how many groups the channels are divided.</summary>
    public int Groups => _operation.Groups;

    /// <inheritdoc/>
    public override string Kind => $"GroupNormalization, {Groups}";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters.Parameters;

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor output = default;
        _parameters.Run(context, _operation, input, new Span<Tensor>(ref output));
        return output;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row has other channels.</exception>
    public override Shape OutputShape(Shape input) => _parameters.RequireChannels(this, input);
}
