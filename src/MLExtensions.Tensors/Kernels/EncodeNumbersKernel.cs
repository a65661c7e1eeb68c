using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>All values of a row in one pass, segment by segment.</summary>
internal sealed unsafe class EncodeNumbersKernel : Kernel<EncodeNumbers>
{
    /// <summary>Values in a chunk.</summary>
    private const nint Grain = 16 * 1024;

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
            for (nint row = start; row < end; row++)
            {
                float* x = X + row * RowLength, encoded = Encoded + row * EncodedLength;
                for (int i = 0; i < SegmentCount; i++)
                {
                    ref NumberSegment segment = ref Segments[i];
                    float* target = encoded + segment.Target;

                    // Past a segment's end, and still within the row, anything may be written: the segments that follow write there later.
                    int room = (int)(EncodedLength - segment.Target);
                    switch (segment.Kind)
                    {
                        case NumberSegmentKind.Standardize:
                            Standardize<TSimd, TVector>(x + segment.Source, Mean + segment.Number, InverseScale + segment.Number, target, segment.Count, room);
                            break;
                        case NumberSegmentKind.Bins:
                            float value = x[segment.Source];
                            Encode<TSimd, TVector>(
                                float.IsNaN(value) ? Mean[segment.Number] : value, Lower + segment.Bin, InverseWidth + segment.Bin, target, segment.Count, room);
                            break;
                        default:
                            Indicate<TSimd, TVector>(x + segment.Source, target, segment.Count, room);
                            break;
                    }
                }
            }
        }

        private static void Standardize<TSimd, TVector>(float* x, float* mean, float* inverseScale, float* target, int count, int room)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (int i = 0; i < count; i += TSimd.Width)
            {
                TVector value = TSimd.Load(x + i);
                TVector encoded = TSimd.Multiply(TSimd.Subtract(value, TSimd.Load(mean + i)), TSimd.Load(inverseScale + i));
                Put<TSimd, TVector>(TSimd.Select(TSimd.Equal(value, value), encoded, TSimd.Zero), target, i, count, room);
            }
        }

        private static void Encode<TSimd, TVector>(float x, float* lower, float* inverseWidth, float* target, int count, int room)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector value = TSimd.Create(x), one = TSimd.Create(1);
            for (int i = 0; i < count; i += TSimd.Width)
            {
                TVector part = TSimd.Multiply(TSimd.Subtract(value, TSimd.Load(lower + i)), TSimd.Load(inverseWidth + i));
                Put<TSimd, TVector>(TSimd.Min(one, TSimd.Max(TSimd.Zero, part)), target, i, count, room);
            }
        }

        private static void Indicate<TSimd, TVector>(float* x, float* target, int count, int room)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector one = TSimd.Create(1);
            for (int i = 0; i < count; i += TSimd.Width)
            {
                TVector value = TSimd.Load(x + i);
                Put<TSimd, TVector>(TSimd.Select(TSimd.Equal(value, value), TSimd.Zero, one), target, i, count, room);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put<TSimd, TVector>(TVector value, float* target, int i, int count, int room)
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
