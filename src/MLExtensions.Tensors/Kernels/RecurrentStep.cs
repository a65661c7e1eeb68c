namespace MLExtensions.Tensors.Kernels;

/// <summary>The memory of one step of some rows. What has no stride of its own has its rows one after the other.</summary>
internal unsafe struct RecurrentStep
{
    public nint Hidden;

    /// <summary>Forward: the sums of the gates, and the state's product with its bias where the cell does not want it added; <c>gates * hidden</c> a row.</summary>
    public float* Sums, Product;
    public nint SumsStride;

    /// <summary>The gates, <c>[rows, gates * hidden]</c>; written forward unless null.</summary>
    public float* Gates;

    /// <summary><c>[rows, ExtraCount * hidden]</c>; written forward unless null.</summary>
    public float* Extra;

    /// <summary>The state h, forward; its gradient, backward; <c>hidden</c> a row. Replaced.</summary>
    public float* State;
    public nint StateStride;

    /// <summary><c>[rows, hidden]</c>: the state c, forward; its gradient, backward. Replaced.</summary>
    public float* Cell;

    /// <summary>The outputs of the step, written forward; their gradients backward, or null. Row i is at <c>Y + Rows[i] * YStride</c>.</summary>
    public float* Y;
    public int* Rows;
    public nint YStride;

    /// <summary>Backward: the state h before the step.</summary>
    public float* Incoming;
    public nint IncomingStride;

    /// <summary>Backward, written: the gradients of the input's product, and of the state's product where the cell does not add the two.</summary>
    public float* InputGradients, StateGradients;
    public nint GradientStride;
}
