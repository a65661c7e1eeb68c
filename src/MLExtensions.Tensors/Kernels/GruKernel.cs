using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// h' = n + z (h - n), n = tanh(a + r m) with m = W_hn h + b_hn. dz = dh' (h - n), dn = dh' (1 - z), dm = dn r, dr = dn m, dh = dh' z, with dn before tanh and
/// dr, dz through theirs. Saves the gates and m.
/// </summary>
internal sealed unsafe class GruKernel : Kernel<Gru>
{
    protected override void Forward(Gru operation, in ForwardArguments arguments) => RecurrentForward<Cell>.Run(operation, arguments);

    protected override void Backward(Gru operation, in BackwardArguments arguments) => RecurrentBackward<Cell>.Run(operation, arguments);

    private readonly struct Cell : IRecurrentCell
    {
        public static int ExtraCount => 1;

        public static bool AddsProducts => false;

        public static void Forward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // Two loops, because the compiler stops inlining in one that has all three functions. The gates stay in the cache between them.
            nint hidden = step.Hidden;
            for (nint row = start; row < end; row++)
            {
                float* sums = step.Sums + row * step.SumsStride;
                float* product = step.Product + row * step.SumsStride;
                float* gates = step.Gates is null ? sums : step.Gates + row * 3 * hidden;
                float* extra = step.Extra is null ? null : step.Extra + row * hidden;
                ResetAndUpdateGates<TSimd, TVector>(sums, product, gates, hidden);
                Advance<TSimd, TVector>(
                    sums + 2 * hidden, product + 2 * hidden, gates, extra, step.State + row * step.StateStride, step.Y + step.Rows[row] * step.YStride, hidden);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Backward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint hidden = step.Hidden;
            for (nint row = start; row < end; row++)
            {
                float* gates = step.Gates + row * 3 * hidden;
                float* extra = step.Extra + row * hidden;
                float* incoming = step.Incoming + row * step.IncomingStride;
                float* dh = step.State + row * step.StateStride;
                float* dy = step.Y is null ? null : step.Y + step.Rows[row] * step.YStride;
                float* ofInput = step.InputGradients + row * step.GradientStride;
                float* ofState = step.StateGradients + row * step.GradientStride;
                nint j = 0;
                for (; j <= hidden - TSimd.Width; j += TSimd.Width)
                {
                    Return<TSimd, TVector>(gates, extra, incoming, dh, dy, ofInput, ofState, j, hidden, TSimd.Width);
                }

                if (j < hidden)
                {
                    ReturnRest<TSimd, TVector>(gates, extra, incoming, dh, dy, ofInput, ofState, j, hidden);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void ResetAndUpdateGates<TSimd, TVector>(float* sums, float* product, float* gates, nint hidden)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint j = 0; j < hidden; j += TSimd.Width)
            {
                // What is past the end is of the next gate, and not written.
                TVector sumR = TSimd.Add(TSimd.Load(sums + j), TSimd.Load(product + j));
                TVector sumZ = TSimd.Add(TSimd.Load(sums + hidden + j), TSimd.Load(product + hidden + j));
                VectorMath<TSimd, TVector>.Sigmoids(sumR, sumZ, out TVector r, out TVector z);
                int count = (int)Math.Min(TSimd.Width, hidden - j);
                Lanes<TSimd, TVector>.Store(r, gates + j, count);
                Lanes<TSimd, TVector>.Store(z, gates + hidden + j, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Advance<TSimd, TVector>(float* sums, float* product, float* gates, float* extra, float* h, float* y, nint hidden)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint j = 0; j < hidden; j += TSimd.Width)
            {
                TVector m = TSimd.Load(product + j), before = TSimd.Load(h + j);
                TVector n = VectorMath<TSimd, TVector>.Tanh(TSimd.MultiplyAdd(TSimd.Load(gates + j), m, TSimd.Load(sums + j)));
                TVector state = TSimd.MultiplyAdd(TSimd.Load(gates + hidden + j), TSimd.Subtract(before, n), n);
                int count = (int)Math.Min(TSimd.Width, hidden - j);
                Lanes<TSimd, TVector>.Store(state, h + j, count);
                Lanes<TSimd, TVector>.Store(state, y + j, count);
                if (extra is not null)
                {
                    Lanes<TSimd, TVector>.Store(n, gates + 2 * hidden + j, count);
                    Lanes<TSimd, TVector>.Store(m, extra + j, count);
                }
            }
        }

        // Apart, so that the compiler's room for inlining goes to the whole vectors.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ReturnRest<TSimd, TVector>(
            float* gates, float* extra, float* incoming, float* dh, float* dy, float* ofInput, float* ofState, nint j, nint hidden)
            where TSimd : ISimd<TVector>
            where TVector : struct => Return<TSimd, TVector>(gates, extra, incoming, dh, dy, ofInput, ofState, j, hidden, (int)(hidden - j));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Return<TSimd, TVector>(
            float* gates, float* extra, float* incoming, float* dh, float* dy, float* ofInput, float* ofState, nint j, nint hidden, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector r = Lanes<TSimd, TVector>.Load(gates + j, count), z = Lanes<TSimd, TVector>.Load(gates + hidden + j, count);
            TVector n = Lanes<TSimd, TVector>.Load(gates + 2 * hidden + j, count), m = Lanes<TSimd, TVector>.Load(extra + j, count);
            TVector before = Lanes<TSimd, TVector>.Load(incoming + j, count);

            // Over many steps gradients fade.
            TVector dState = Lanes<TSimd, TVector>.Load(dh + j, count);
            dState = VectorMath<TSimd, TVector>.FlushSubnormal(dy is null ? dState : TSimd.Add(dState, Lanes<TSimd, TVector>.Load(dy + j, count)));
            TVector dz = Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dState, TSimd.Subtract(before, n)), z);
            TVector dn = Lanes<TSimd, TVector>.ThroughTanh(TSimd.Multiply(dState, Lanes<TSimd, TVector>.OneMinus(z)), n);
            TVector dr = Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dn, m), r);
            Lanes<TSimd, TVector>.Store(dr, ofInput + j, count);
            Lanes<TSimd, TVector>.Store(dz, ofInput + hidden + j, count);
            Lanes<TSimd, TVector>.Store(dn, ofInput + 2 * hidden + j, count);
            Lanes<TSimd, TVector>.Store(dr, ofState + j, count);
            Lanes<TSimd, TVector>.Store(dz, ofState + hidden + j, count);
            Lanes<TSimd, TVector>.Store(TSimd.Multiply(dn, r), ofState + 2 * hidden + j, count);
            Lanes<TSimd, TVector>.Store(TSimd.Multiply(dState, z), dh + j, count);
        }
    }
}
