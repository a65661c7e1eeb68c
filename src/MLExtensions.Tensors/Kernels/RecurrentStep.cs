namespace MLExtensions.Tensors.Kernels;

/// <summary>The memory of one step of some rows, one row after the other in each.</summary>
internal unsafe struct RecurrentStep
{
    public nint Hidden;

    /// <summary><c>[rows, gates * hidden]</c>. Forward: the sums, which become the gates where <see cref="Saves"/>. Backward: the gates.</summary>
    public float* Gates;

    /// <summary>Forward: the state's product with its bias, <c>[rows, gates * hidden]</c>, where the cell does not want it added.</summary>
    public float* Product;

    /// <summary><c>[rows, ExtraCount * hidden]</c>; forward it is written where <see cref="Saves"/>.</summary>
    public float* Extra;

    /// <summary><c>[rows, hidden]</c>: the state h, forward; its gradient, backward. Replaced.</summary>
    public float* State;

    /// <summary><c>[rows, hidden]</c>: the state c, forward; its gradient, backward. Replaced.</summary>
    public float* Cell;

    /// <summary>Whether there will be a backward run.</summary>
    public bool Saves;

    /// <summary>Backward: the state h before the step, <c>[rows, hidden]</c>.</summary>
    public float* Incoming;

    /// <summary>Backward, written: the gradients of the input's product, <c>[rows, gates * hidden]</c>.</summary>
    public float* InputGradients;

    /// <summary>Backward, written: those of the state's product; the same memory where the cell adds the two.</summary>
    public float* StateGradients;
}
