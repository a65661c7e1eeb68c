using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>The mean of the steps of a sequence, each weighted by how well it fits a learnt vector: y = sum_t a_t x_t, a = softmax over t of w tanh(x_t). Zeros for a sequence without steps.</summary>
/// <remarks>
/// x is `[batch, time, features]`, w (weight) is `[1, features]`, y is `[batch, features]`. Zhou et al., "Attention-Based Bidirectional Long Short-Term Memory Networks for Relation
/// Classification", 2016.
/// </remarks>
public sealed class AttentionPooling : Layer, ISequenceLayer
{
    private static readonly Activate s_tanh = new() { Activation = Activation.Tanh };
    private static readonly Tensors.Operations.Linear s_score = new() { HasBias = false };
    private static readonly Softmax s_softmax = new() { Axis = 1 };
    private static readonly Reshape s_column = new() { Axes = [0, -1, 1], ElementType = ElementType.Int32 };
    private static readonly Where s_where = new();
    private static readonly Multiply s_multiply = new();
    private static readonly Sum s_sum = new() { Axes = [1] };

    // What a step of padding has instead of its score and of its values.
    private static readonly Parameter s_lowest = Constant("lowest", -1e30f);
    private static readonly Parameter s_zero = Constant("zero", 0);

    private readonly Tensor _weight;
    private PaddingMask? _mask;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="features">Features of a step; at least 1.</param>
    /// <param name="parameters">Makes the weight; a new one is uniform on ±1/sqrt(features).</param>
    public AttentionPooling(string name, int features, ParameterSource parameters)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        Features = features;
        Parameter weight = parameters.Create(Join(name, "weight"), [1, features], Initialization.FanIn(features));
        _weight = weight.Tensor;
        Parameters = [weight];
    }

    /// <summary>Features of a step.</summary>
    public int Features { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, lengths: null);

    /// <inheritdoc/>
    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (lengths is not { } given)
        {
            return context.Run(s_sum, context.Run(s_multiply, input, context.Run(s_softmax, Scores(context, input))));
        }

        // The mask depends on the time alone; whoever is second makes an equal one.
        int time = input.Shape[1];
        PaddingMask mask = _mask is { } made && made.Steps == time ? made : _mask = new PaddingMask { Steps = time };
        Tensor isPadding = context.Run(s_column, context.Run(mask, given));
        Tensor steps = context.Run(s_where, isPadding, s_zero.Tensor, input);
        Tensor weights = context.Run(s_softmax, context.Run(s_where, isPadding, s_lowest.Tensor, Scores(context, steps)));
        return context.Run(s_sum, context.Run(s_multiply, steps, weights));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[time, features]` with as many features as the layer takes.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == Features
        ? [Features]
        : throw new ArgumentException($"AttentionPooling '{Name}': a row has shape {input}; expected [time, {Features}].", nameof(input));

    private Tensor Scores(ForwardContext context, Tensor steps) => context.Run(s_score, context.Run(s_tanh, steps), _weight);

    private static Parameter Constant(string name, float value)
    {
        var constant = new Parameter(name, [1, 1, 1]) { RequiresGradient = false };
        constant.Values[0] = value;
        return constant;
    }
}
