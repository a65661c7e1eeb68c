namespace MLExtensions.Tensors.Kernels;

/// <summary>A parameter that a step changes: its values, its gradient and the states that the update keeps for it.</summary>
internal unsafe struct UpdateTarget
{
    public float* Values, Gradient;
    public nint Length;

    /// <summary>The first of its chunks among those of all parameters.</summary>
    public nint FirstChunk;

    private float* _state0, _state1, _state2;

    public UpdateTarget(Parameter parameter, ReadOnlySpan<Parameter> states)
    {
        Values = parameter.Tensor.Floats;
        Gradient = parameter.Gradient.Floats;
        Length = parameter.Tensor.Length;
        _state0 = states.Length > 0 ? states[0].Tensor.Floats : null;
        _state1 = states.Length > 1 ? states[1].Tensor.Floats : null;
        _state2 = states.Length > 2 ? states[2].Tensor.Floats : null;
    }

    /// <param name="index">Its place among the update's states; -1 for none, which is null.</param>
    public readonly float* State(int index) => index switch
    {
        0 => _state0,
        1 => _state1,
        2 => _state2,
        _ => null,
    };
}
