using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>All values of some rows in one pass, segment by segment.</summary>
internal sealed unsafe class EncodeNumbersKernel : Kernel<EncodeNumbers>
{
    /// <summary>Values in a chunk.</summary>
    private const nint Grain = 16 * 1024;

    /// <summary>Rows that take a segment's turn together, so that its constants are loaded once for them.</summary>
    private const int BlockRows = 16;

    protected override void Forward(EncodeNumbers operation, in ForwardArguments arguments)
    {
        ReadOnlySpan<Tensor> inputs = arguments.Inputs;
        NumberPlan plan = operation.Plan;
        Shape x = inputs[0].NodeOrNull!.Shape;
        var job = new Job
        {
            X = inputs[0].Floats,
            RowLength = x[1],
            Mean = inputs[1].Floats,
            InverseScale = inputs[2].Floats,
            Lower = plan.BinCount == 0 ? null : inputs[3].Floats,
            InverseWidth = plan.BinCount == 0 ? null : inputs[4].Floats,
            Segments = (NumberSegment*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(plan.Segments)),
            SegmentCount = plan.Segments.Length,
            Encoded = arguments.Outputs[0].Floats,
            EncodedLength = plan.EncodedSize,
        };
        VectorRange<Job>.Run(job, x[0], Math.Max(1, Grain / Math.Max(1, plan.EncodedSize)), arguments.Degree);
        GC.KeepAlive(plan);
    }

    protected override void Backward(EncodeNumbers operation, in BackwardArguments arguments) => throw new UnreachableException();

    private struct Job : IVectorJob
    {
        public float* X, Mean, InverseScale, Lower, InverseWidth, Encoded;
        public nint RowLength, EncodedLength;
        public NumberSegment* Segments;
        public int SegmentCount;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint row = start; row < end; row += BlockRows)
            {
                int rows = (int)Math.Min(BlockRows, end - row);
                for (int i = 0; i < SegmentCount; i++)
                {
                    ref NumberSegment segment = ref Segments[i];
                    float* x = X + row * RowLength + segment.Source, target = Encoded + row * EncodedLength + segment.Target;
                    switch (segment.Kind)
                    {
                        case NumberSegmentKind.Standardize:
                            Standardize<TSimd, TVector>(segment, x, target, rows);
                            break;
                        case NumberSegmentKind.Bins:
                            Encode<TSimd, TVector>(segment, x, target, rows);
                            break;
                        default:
                            Indicate<TSimd, TVector>(segment, x, target, rows);
                            break;
                    }
                }
            }
        }

        private readonly void Standardize<TSimd, TVector>(in NumberSegment segment, float* x, float* target, int rows)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* mean = Mean + segment.Number, inverseScale = InverseScale + segment.Number;
            nint room = EncodedLength - segment.Target;
            for (int row = 0; row < rows; row++, x += RowLength, target += EncodedLength)
            {
                for (int i = 0; i < segment.Count; i += TSimd.Width)
                {
                    TVector value = TSimd.Load(x + i);
                    TVector encoded = TSimd.Multiply(TSimd.Subtract(value, TSimd.Load(mean + i)), TSimd.Load(inverseScale + i));
                    Put<TSimd, TVector>(TSimd.Select(TSimd.Equal(value, value), encoded, TSimd.Zero), target, i, segment.Count, room);
                }
            }
        }

        private readonly void Encode<TSimd, TVector>(in NumberSegment segment, float* x, float* target, int rows)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector mean = TSimd.Create(Mean[segment.Number]), one = TSimd.Create(1);
            nint room = EncodedLength - segment.Target;
            for (int i = 0; i < segment.Count; i += TSimd.Width)
            {
                TVector lower = TSimd.Load(Lower + segment.Bin + i), inverseWidth = TSimd.Load(InverseWidth + segment.Bin + i);
                for (int row = 0; row < rows; row++)
                {
                    TVector value = TSimd.Create(x[row * RowLength]);
                    value = TSimd.Select(TSimd.Equal(value, value), value, mean);
                    TVector part = TSimd.Multiply(TSimd.Subtract(value, lower), inverseWidth);
                    Put<TSimd, TVector>(TSimd.Min(one, TSimd.Max(TSimd.Zero, part)), target + row * EncodedLength, i, segment.Count, room);
                }
            }
        }

        private readonly void Indicate<TSimd, TVector>(in NumberSegment segment, float* x, float* target, int rows)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector one = TSimd.Create(1);
            nint room = EncodedLength - segment.Target;
            for (int row = 0; row < rows; row++, x += RowLength, target += EncodedLength)
            {
                for (int i = 0; i < segment.Count; i += TSimd.Width)
                {
                    TVector value = TSimd.Load(x + i);
                    Put<TSimd, TVector>(TSimd.Select(TSimd.Equal(value, value), TSimd.Zero, one), target, i, segment.Count, room);
                }
            }
        }

        // Past a segment's end, and still within the row, anything may be written: the segments that follow write there later.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put<TSimd, TVector>(TVector value, float* target, int i, int count, nint room)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            if (i + TSimd.Width <= room)
            {
                TSimd.Store(value, target + i);
            }
            else
            {
                TSimd.StoreFirst(value, target + i, count - i);
            }
        }
    }
}
