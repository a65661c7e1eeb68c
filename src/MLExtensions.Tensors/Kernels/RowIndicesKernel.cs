using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y[b, i] = x[b, start + i] as a whole number.</summary>
internal sealed unsafe class RowIndicesKernel : Kernel<RowIndices>
{
    protected override void Forward(RowIndices operation, in ForwardArguments arguments)
    {
        Shape x = arguments.Inputs[0].NodeOrNull!.Shape;
        float* values = arguments.Inputs[0].Floats + operation.Start;
        int* target = arguments.Outputs[0].Ints;
        int length = operation.Length ?? 1;
        for (nint row = 0; row < x[0]; row++, values += x[1], target += length)
        {
            for (int i = 0; i < length; i++)
            {
                // What is not a number, or too large for an integer, gives one that differs from it.
                int index = (int)values[i];
                if (index != values[i] || (uint)index >= (uint)operation.Count)
                {
                    Throw(operation, row, i, values[i]);
                }

                target[i] = index;
            }
        }
    }

    protected override void Backward(RowIndices operation, in BackwardArguments arguments) => throw new UnreachableException();

    [DoesNotReturn]
    private static void Throw(RowIndices operation, nint row, int slot, float value) => throw new ArgumentException(string.Create(
        CultureInfo.InvariantCulture,
        $"RowIndices: slot {operation.Start + slot} of row {row} is {value}; expected a whole number from 0 to {operation.Count - 1}."));
}
