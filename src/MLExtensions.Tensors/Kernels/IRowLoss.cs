namespace MLExtensions.Tensors.Kernels;

/// <summary>A loss that is one number a row. Its fields say where inputs and gradients are.</summary>
internal interface IRowLoss
{
    double Loss(nint row);

    /// <summary>Writes the row's gradients, times a scale, or adds them. A scale of 0 writes zeros, whatever the row holds.</summary>
    void Differentiate(nint row, double scale);
}
