namespace MLExtensions.Tensors.Kernels;

/// <summary>Softmax, or its logarithm, along rows that lie one after the other.</summary>
internal unsafe interface ISoftmaxRows
{
    static abstract bool IsLogarithm { get; }

    /// <summary>y from x.</summary>
    static abstract void Forward(float* x, float* y, nint rows, nint columns);

    /// <summary>dx from y and dy; dx is added to where <paramref name="accumulate"/>.</summary>
    static abstract void Backward(float* y, float* dy, float* dx, nint rows, nint columns, bool accumulate);
}
