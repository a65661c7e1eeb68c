namespace MLExtensions.Tensors.Operations;

/// <summary>
/// A recurrent layer over whole sequences, in one or both directions. Inputs: x <c>[batch, time, features]</c>; for each direction weight_ih
/// <c>[gates * hidden, features]</c>, weight_hh <c>[gates * hidden, hidden]</c> and, where <see cref="HasBias"/>, bias_ih and bias_hh
/// <c>[gates * hidden]</c>; where <see cref="HasInitialState"/>, each state before the first step <c>[directions, batch, hidden]</c>, else zeros; where
/// <see cref="HasLengths"/>, the lengths, <see cref="ElementType.Int32"/> <c>[batch]</c>. Outputs: y <c>[batch, time, directions * hidden]</c> and each state
/// after a row's last step <c>[directions, batch, hidden]</c>.
/// </summary>
public abstract record RecurrentOperation : Operation
{
    private protected RecurrentOperation()
    {
    }

    /// <summary>Whether a second set of weights reads each row from its end to its beginning; its output follows the first's in y. Default false.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Whether each direction has bias_ih and bias_hh. Default true.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Whether the states before the first step are inputs; else they are zeros. Default false.</summary>
    public bool HasInitialState { get; init; }

    /// <summary>
    /// Whether each row has a length of its own, 0 to time, in any order; else all have the whole time. Past a row's length y and the gradient of x are 0, and x
    /// may hold anything. A row of length 0 ends with the state it began with. Default false.
    /// </summary>
    public bool HasLengths { get; init; }

    /// <inheritdoc/>
    public override int OutputCount => 1 + StateCount;

    /// <summary>Blocks of hidden rows in the weights.</summary>
    internal abstract int GateCount { get; }

    /// <summary>1: hidden; 2: hidden and cell.</summary>
    internal abstract int StateCount { get; }

    internal int Directions => Bidirectional ? 2 : 1;

    /// <summary>Where the lengths are; no input where there are none.</summary>
    internal int LengthsIndex => HasLengths ? InitialStateIndex + (HasInitialState ? StateCount : 0) : -1;

    internal int InitialStateIndex => WeightIndex(Directions);

    private int InputCount => InitialStateIndex + (HasInitialState ? StateCount : 0) + (HasLengths ? 1 : 0);

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == LengthsIndex ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        if (inputs.Length != InputCount)
        {
            RequireInputs(inputs, InputCount, InputCount, DescribeInputs());
        }

        string name = GetType().Name;
        Shape x = inputs[0], recurrent = inputs[2];
        if (x.Rank != 3)
        {
            throw new ArgumentException($"{name}: x has shape {x}; expected [batch, time, features].");
        }

        if (recurrent.Rank != 2 || recurrent[1] < 1 || recurrent[0] != (long)GateCount * recurrent[1])
        {
            throw new ArgumentException($"{name}: weight_hh has shape {recurrent}; expected [{GateCount} * hidden, hidden].");
        }

        int hidden = recurrent[1];
        Shape weight = [GateCount * hidden, x[2]], bias = [GateCount * hidden], state = [Directions, x[0], hidden], lengths = [x[0]];
        for (int direction = 0; direction < Directions; direction++)
        {
            int first = WeightIndex(direction);
            string suffix = direction == 0 ? "" : "_reverse";
            Require(name, "weight_ih", suffix, inputs[first], weight, x);
            Require(name, "weight_hh", suffix, inputs[first + 1], recurrent, x);
            for (int i = 2; i < (HasBias ? 4 : 2); i++)
            {
                Require(name, i == 2 ? "bias_ih" : "bias_hh", suffix, inputs[first + i], bias, x);
            }
        }

        for (int i = 0; i < StateCount; i++)
        {
            if (HasInitialState)
            {
                Require(name, i == 0 ? "h_0" : "c_0", "", inputs[InitialStateIndex + i], state, x);
            }

            outputs[1 + i] = state;
        }

        if (HasLengths)
        {
            Require(name, "lengths", "", inputs[LengthsIndex], lengths, x);
        }

        outputs[0] = x.With(2, checked(Directions * hidden));
    }

    /// <summary>Where a direction's weight_ih is; weight_hh, bias_ih and bias_hh follow.</summary>
    internal int WeightIndex(int direction) => 1 + direction * (HasBias ? 4 : 2);

    private static void Require(string operation, string what, string suffix, in Shape shape, in Shape expected, in Shape x)
    {
        if (shape != expected)
        {
            throw new ArgumentException($"{operation}: {what}{suffix} has shape {shape}; expected {expected}, with x {x} as [batch, time, features].");
        }
    }

    private string DescribeInputs() =>
        $"x, {(Bidirectional ? "for each of two directions " : "")}weight_ih, weight_hh{(HasBias ? ", bias_ih, bias_hh" : " (HasBias is false)")}"
        + $"{(HasInitialState ? StateCount == 2 ? ", h_0, c_0" : ", h_0" : "")}{(HasLengths ? ", lengths" : "")}: {InputCount} inputs";
}
