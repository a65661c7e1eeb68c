using System.Globalization;
using System.Runtime.CompilerServices;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// Recurrent layers on top of each other, each over the whole sequence and in one or both directions: <see cref="Rnn"/>, <see cref="Gru"/>, <see cref="Lstm"/>.
/// </summary>
/// <remarks>
/// A row is a sequence: `[time, features]` in, `[time, directions * hidden]` out, so the input is `[batch, time, features]`. Parameters have PyTorch's names and
/// layouts: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, those of the other direction with _reverse, then _l1 and so on.
/// </remarks>
public abstract class RecurrentLayer : Layer, ISequenceLayer
{
    private const int FewLayers = 8;

    /// <summary>By whether there are lengths (1) and an initial state (2).</summary>
    private readonly RecurrentOperation[] _operations;
    private readonly Tensor[][] _weights;
    private readonly Slice[] _slices;
    private readonly Concatenate _concatenate = new() { Axis = 0 };
    private readonly Transpose _batchFirst = new() { Axes = [1, 0, 2] };
    private readonly Reshape _sideBySide;
    private readonly Dropout _dropout;
    private readonly int _states;

    private protected RecurrentLayer(
        string name,
        int inputs,
        int hiddenSize,
        ParameterSource parameters,
        int layers,
        bool bidirectional,
        float dropout,
        bool hasBias,
        RecurrentOperation operation,
        int gates,
        int states)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        Inputs = inputs;
        HiddenSize = hiddenSize;
        LayerCount = layers;
        Bidirectional = bidirectional;
        HasBias = hasBias;
        _states = states;
        _dropout = new Dropout(name, dropout);
        _sideBySide = new Reshape { Axes = [0, checked(Directions * hiddenSize)] };
        operation = operation with { Bidirectional = bidirectional, HasBias = hasBias };
        _operations =
        [
            operation,
            operation with { HasLengths = true },
            operation with { HasInitialState = true },
            operation with { HasInitialState = true, HasLengths = true },
        ];

        // Nothing is made for layers whose weights are not there, whatever number of them a file asks for.
        var all = new List<Parameter>();
        var slices = new List<Slice>();
        var weights = new List<Tensor[]>();
        var initialization = Initialization.FanIn(hiddenSize);
        for (int layer = 0; layer < layers; layer++)
        {
            int first = all.Count, rows = checked(gates * hiddenSize);
            for (int direction = 0; direction < Directions; direction++)
            {
                string suffix = string.Create(CultureInfo.InvariantCulture, $"_l{layer}{(direction == 0 ? "" : "_reverse")}");
                all.Add(parameters.Create(Join(name, "weight_ih" + suffix), [rows, layer == 0 ? inputs : Directions * hiddenSize], initialization));
                all.Add(parameters.Create(Join(name, "weight_hh" + suffix), [rows, hiddenSize], initialization));
                if (hasBias)
                {
                    all.Add(parameters.Create(Join(name, "bias_ih" + suffix), [rows], initialization));
                    all.Add(parameters.Create(Join(name, "bias_hh" + suffix), [rows], initialization));
                }
            }

            slices.Add(new Slice { Axis = 0, Start = layer * Directions, Length = Directions });
            weights.Add([.. all.Skip(first).Select(parameter => parameter.Tensor)]);
        }

        _slices = [.. slices];
        _weights = [.. weights];
        Parameters = all;
    }

    /// <summary>Features of a step of the input.</summary>
    public int Inputs { get; }

    /// <summary>Units of a direction.</summary>
    public int HiddenSize { get; }

    /// <summary>How many layers are on top of each other.</summary>
    public int LayerCount { get; }

    /// <summary>Whether each layer also reads the rows from their ends.</summary>
    public bool Bidirectional { get; }

    /// <summary>Whether there are biases.</summary>
    public bool HasBias { get; }

    /// <summary>The probability of zero between layers, in training.</summary>
    public float DropoutRate => _dropout.Rate;

    /// <inheritdoc/>
    public override string Kind =>
        $"{GetType().Name}{(LayerCount > 1 ? string.Create(CultureInfo.InvariantCulture, $", {LayerCount} layers") : "")}{(Bidirectional ? ", bidirectional" : "")}";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>1, or 2 where it is bidirectional.</summary>
    private int Directions => Bidirectional ? 2 : 1;

    /// <inheritdoc/>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, time, features]`.</param>
    /// <returns>`[batch, time, directions * hidden]`</returns>
    public sealed override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, lengths: null);

    /// <summary>Computes the output of rows with lengths of their own.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, time, features]`; past a row's length it may hold anything.</param>
    /// <param name="lengths">Int32 `[batch]`, 0 to time, in any order; null where all rows have the whole time.</param>
    /// <returns>`[batch, time, directions * hidden]`, 0 past a row's length.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a length is out of range.</exception>
    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths) => Run(context, input, lengths, default, default);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[time, features]` with as many features as the layer takes.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == Inputs
        ? [input[0], Directions * HiddenSize]
        : throw new ArgumentException($"{GetType().Name} '{Name}': a row has shape {input}; expected [time, {Inputs}].", nameof(input));

    /// <summary>Computes what each row ends with: the hidden state of the last layer, that of the first direction after the last step beside that of the other after the first step.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, time, features]`; past a row's length it may hold anything.</param>
    /// <param name="lengths">Int32 `[batch]`, 0 to time, in any order; null where all rows have the whole time.</param>
    /// <returns>`[batch, directions * hidden]`, zeros for a row without steps: PyTorch's h_n[-1], or h_n[-2] and h_n[-1] side by side.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a length is out of range.</exception>
    public Tensor ForwardFinal(ForwardContext context, Tensor input, Tensor? lengths = null)
    {
        var room = default(StateRoom);
        Span<Tensor> states = LayerCount <= FewLayers ? room : new Tensor[2 * LayerCount];
        RunLayers(context, input, lengths, initial: [], states);
        return context.Run(_sideBySide, context.Run(_batchFirst, states[LayerCount - 1]));
    }

    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows.</param>
    /// <param name="lengths">Their lengths, or null.</param>
    /// <param name="initial">The states before the first step, of all layers; empty for zeros.</param>
    /// <param name="final">Receives the states after the last step, of all layers; empty where they are not wanted.</param>
    private protected Tensor Run(ForwardContext context, Tensor input, Tensor? lengths, ReadOnlySpan<Tensor> initial, Span<Tensor> final)
    {
        var room = default(StateRoom);
        Span<Tensor> states = LayerCount <= FewLayers ? room : new Tensor[2 * LayerCount];
        Tensor output = RunLayers(context, input, lengths, initial, states);
        for (int i = 0; i < final.Length; i++)
        {
            final[i] = LayerCount == 1 ? states[i] : context.Run(_concatenate, states.Slice(i * LayerCount, LayerCount));
        }

        return output;
    }

    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows.</param>
    /// <param name="lengths">Their lengths, or null.</param>
    /// <param name="initial">The states before the first step, of all layers; empty for zeros.</param>
    /// <param name="states">Receives each layer's hidden state after the last step, then each layer's cell where there is one.</param>
    private Tensor RunLayers(ForwardContext context, Tensor input, Tensor? lengths, ReadOnlySpan<Tensor> initial, Span<Tensor> states)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (Tensor state in initial)
        {
            CheckState(state.Shape, input.Shape);
        }

        RecurrentOperation operation = _operations[(lengths is null ? 0 : 1) + (initial.IsEmpty ? 0 : 2)];
        var inputRoom = default(InputRoom);
        var outputRoom = default(OutputRoom);
        Span<Tensor> outputs = ((Span<Tensor>)outputRoom)[..operation.OutputCount];
        for (int layer = 0; layer < LayerCount; layer++)
        {
            Span<Tensor> inputs = inputRoom;
            int count = 0;
            inputs[count++] = layer == 0 ? input : _dropout.Forward(context, input);
            _weights[layer].CopyTo(inputs[count..]);
            count += _weights[layer].Length;
            foreach (Tensor state in initial)
            {
                inputs[count++] = LayerCount == 1 ? state : context.Run(_slices[layer], state);
            }

            if (lengths is { } given)
            {
                inputs[count++] = given;
            }

            context.Run(operation, inputs[..count], outputs);
            input = outputs[0];
            for (int i = 0; i < _states; i++)
            {
                states[i * LayerCount + layer] = outputs[1 + i];
            }
        }

        return input;
    }

    private void CheckState(in Shape state, in Shape input)
    {
        Shape expected = [LayerCount * Directions, input.Rank == 0 ? 0 : input[0], HiddenSize];
        if (state != expected)
        {
            throw new ArgumentException($"{GetType().Name} '{Name}': the initial state has shape {state}; expected {expected}: [layers * directions, batch, hidden].", nameof(state));
        }
    }

    /// <summary>Input, four weights for each direction, two states, lengths.</summary>
    [InlineArray(12)]
    private struct InputRoom
    {
        private Tensor _first;
    }

    [InlineArray(3)]
    private struct OutputRoom
    {
        private Tensor _first;
    }

    [InlineArray(2 * FewLayers)]
    private struct StateRoom
    {
        private Tensor _first;
    }
}
