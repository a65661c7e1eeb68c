using System.Collections.Immutable;
using System.Globalization;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// Filters of several widths over a sequence, and of each its largest value anywhere: y = relu(max over windows of W * x + b), those of all widths side by side.
/// </summary>
/// <remarks>
/// x is `[batch, time, features]`, y is `[batch, widths * filters]`; for width i of the list W (i.weight) is `[filters, features, width]` and b (i.bias) `[filters]`, as torch.nn.Conv1d has them. Windows are
/// those that touch a step of the row, with zeros before and after it, so a row may be shorter than a filter. A row without steps gives relu(b).
/// Collobert et al., "Natural Language Processing (Almost) from Scratch", 2011; Kim, "Convolutional Neural Networks for Sentence Classification", 2014.
/// </remarks>
public sealed class MaxOverTimeConvolutions : Layer, ISequenceLayer
{
    private static readonly MaxOverTimeConvolution s_whole = new();
    private static readonly MaxOverTimeConvolution s_ofLengths = new() { HasLengths = true };
    private static readonly Concatenate s_concatenate = new();
    private static readonly Activate s_relu = new() { Activation = Activation.Relu };

    private readonly ImmutableArray<int> _widths;

    [ThreadStatic]
    private static Tensor[]? t_room;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="features">Features of a step; at least 1.</param>
    /// <param name="filters">Filters of each width; at least 1.</param>
    /// <param name="widths">Steps that the filters see, at least 1 each; at least one width.</param>
    /// <param name="parameters">Makes weights and biases; new ones are uniform on ±1/sqrt(features * width).</param>
    public MaxOverTimeConvolutions(string name, int features, int filters, IReadOnlyList<int> widths, ParameterSource parameters)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentNullException.ThrowIfNull(widths);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfZero(widths.Count, nameof(widths));
        Features = features;
        Filters = filters;
        _widths = [.. widths];
        var all = new List<Parameter>();
        for (int i = 0; i < _widths.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(_widths[i], 1, nameof(widths));
            string own = Join(name, i.ToString(CultureInfo.InvariantCulture));
            var initialization = Initialization.FanIn(checked(features * _widths[i]));
            all.Add(parameters.Create(Join(own, "weight"), [filters, features, _widths[i]], initialization));
            all.Add(parameters.Create(Join(own, "bias"), [filters], initialization));
        }

        Parameters = all;
    }

    /// <summary>Features of a step.</summary>
    public int Features { get; }

    /// <summary>Filters of each width.</summary>
    public int Filters { get; }

    /// <summary>Steps that the filters see.</summary>
    public IReadOnlyList<int> Widths => _widths;

    /// <inheritdoc/>
    public override string Kind => string.Create(CultureInfo.InvariantCulture, $"Convolutions, {string.Join("/", _widths)}, Relu, largest over time");

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, lengths: null);

    /// <inheritdoc/>
    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths)
    {
        ArgumentNullException.ThrowIfNull(context);
        Span<Tensor> outputs = RoomFor(_widths.Length);
        for (int i = 0; i < outputs.Length; i++)
        {
            Tensor weight = Parameters[2 * i].Tensor, bias = Parameters[(2 * i) + 1].Tensor;
            outputs[i] = lengths is { } given ? context.Run(s_ofLengths, input, weight, bias, given) : context.Run(s_whole, input, weight, bias);
        }

        // The largest of relu(z) is relu of the largest z.
        Tensor largest = outputs.Length == 1 ? outputs[0] : context.Run(s_concatenate, outputs);
        outputs.Clear();
        return context.Run(s_relu, largest);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[time, features]` with as many features as the layer takes.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == Features
        ? [checked(Filters * _widths.Length)]
        : throw new ArgumentException($"MaxOverTimeConvolutions '{Name}': a row has shape {input}; expected [time, {Features}].", nameof(input));

    // Kept for the thread's next run.
    private static Span<Tensor> RoomFor(int count)
    {
        if (t_room is null || t_room.Length < count)
        {
            t_room = new Tensor[2 * count];
        }

        return t_room.AsSpan(0, count);
    }
}
