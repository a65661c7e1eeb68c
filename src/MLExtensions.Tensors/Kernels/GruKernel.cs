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

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Forward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint hidden = step.Hidden;
            for (nint row = start; row < end; row++)
            {
                float* gates = step.Gates + row * 3 * hidden;
                float* product = step.Product + row * 3 * hidden;
                float* extra = step.Saves ? step.Extra + row * hidden : null;
                float* h = step.State + row * hidden;
                nint j = 0;
                for (; j <= hidden - TSimd.Width; j += TSimd.Width)
                {
                    Advance<TSimd, TVector>(gates + j, product + j, extra is null ? null : extra + j, h + j, hidden, TSimd.Width);
                }

                if (j < hidden)
                {
                    Advance<TSimd, TVector>(gates + j, product + j, extra is null ? null : extra + j, h + j, hidden, (int)(hidden - j));
                }
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
                float* incoming = step.Incoming + row * hidden;
                float* dh = step.State + row * hidden;
                float* ofInput = step.InputGradients + row * 3 * hidden;
                float* ofState = step.StateGradients + row * 3 * hidden;
                nint j = 0;
                for (; j <= hidden - TSimd.Width; j += TSimd.Width)
                {
                    Return<TSimd, TVector>(gates + j, extra + j, incoming + j, dh + j, ofInput + j, ofState + j, hidden, TSimd.Width);
                }

                if (j < hidden)
                {
                    Return<TSimd, TVector>(gates + j, extra + j, incoming + j, dh + j, ofInput + j, ofState + j, hidden, (int)(hidden - j));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Advance<TSimd, TVector>(float* gates, float* product, float* extra, float* h, nint hidden, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector r = VectorMath<TSimd, TVector>.Sigmoid(TSimd.Add(Lanes<TSimd, TVector>.Load(gates, count), Lanes<TSimd, TVector>.Load(product, count)));
            TVector z = VectorMath<TSimd, TVector>.Sigmoid(
                TSimd.Add(Lanes<TSimd, TVector>.Load(gates + hidden, count), Lanes<TSimd, TVector>.Load(product + hidden, count)));
            TVector m = Lanes<TSimd, TVector>.Load(product + 2 * hidden, count);
            TVector n = VectorMath<TSimd, TVector>.Tanh(TSimd.MultiplyAdd(r, m, Lanes<TSimd, TVector>.Load(gates + 2 * hidden, count)));
            TVector before = Lanes<TSimd, TVector>.Load(h, count);
            Lanes<TSimd, TVector>.Store(TSimd.MultiplyAdd(z, TSimd.Subtract(before, n), n), h, count);
            if (extra is not null)
            {
                Lanes<TSimd, TVector>.Store(r, gates, count);
                Lanes<TSimd, TVector>.Store(z, gates + hidden, count);
                Lanes<TSimd, TVector>.Store(n, gates + 2 * hidden, count);
                Lanes<TSimd, TVector>.Store(m, extra, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Return<TSimd, TVector>(
            float* gates, float* extra, float* incoming, float* dh, float* ofInput, float* ofState, nint hidden, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector r = Lanes<TSimd, TVector>.Load(gates, count), z = Lanes<TSimd, TVector>.Load(gates + hidden, count);
            TVector n = Lanes<TSimd, TVector>.Load(gates + 2 * hidden, count), m = Lanes<TSimd, TVector>.Load(extra, count);
            TVector before = Lanes<TSimd, TVector>.Load(incoming, count);

            // Over many steps gradients fade.
            TVector dState = VectorMath<TSimd, TVector>.FlushSubnormal(Lanes<TSimd, TVector>.Load(dh, count));
            TVector dz = Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dState, TSimd.Subtract(before, n)), z);
            TVector dn = Lanes<TSimd, TVector>.ThroughTanh(TSimd.Multiply(dState, Lanes<TSimd, TVector>.OneMinus(z)), n);
            TVector dr = Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dn, m), r);
            Lanes<TSimd, TVector>.Store(dr, ofInput, count);
            Lanes<TSimd, TVector>.Store(dz, ofInput + hidden, count);
            Lanes<TSimd, TVector>.Store(dn, ofInput + 2 * hidden, count);
            Lanes<TSimd, TVector>.Store(dr, ofState, count);
            Lanes<TSimd, TVector>.Store(dz, ofState + hidden, count);
            Lanes<TSimd, TVector>.Store(TSimd.Multiply(dn, r), ofState + 2 * hidden, count);
            Lanes<TSimd, TVector>.Store(TSimd.Multiply(dState, z), dh, count);
        }
    }
}
