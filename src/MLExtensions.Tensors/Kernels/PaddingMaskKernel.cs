using System.Diagnostics;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y[b, t] = 1 where t is at least leading + length[b], else 0.</summary>
internal sealed unsafe class PaddingMaskKernel : Kernel<PaddingMask>
{
    protected override void Forward(PaddingMask operation, in ForwardArguments arguments)
    {
        int* lengths = arguments.Inputs[0].Ints;
        nint rows = arguments.Inputs[0].Length;
        SequenceLengths.Check(nameof(PaddingMask), lengths, rows, operation.Steps);
        int width = operation.Leading + operation.Steps;
        for (nint row = 0; row < rows; row++)
        {
            var mask = new Span<int>(arguments.Outputs[0].Ints + row * width, width);
            int seen = operation.Leading + lengths[row];
            mask[..seen].Clear();
            mask[seen..].Fill(1);
        }
    }

    protected override void Backward(PaddingMask operation, in BackwardArguments arguments) => throw new UnreachableException();
}
