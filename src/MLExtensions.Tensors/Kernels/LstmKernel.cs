using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// c' = f c + i g, h' = o tanh(c'). With dc' += dh' o (1 - tanh^2 c'): do = dh' tanh c', di = dc' g, df = dc' c, dg = dc' i, dc = dc' f, each through its gate's
/// function. Saves the gates, c and tanh c'.
/// </summary>
internal sealed unsafe class LstmKernel : Kernel<Lstm>
{
    protected override void Forward(Lstm operation, in ForwardArguments arguments) => RecurrentForward<Cell>.Run(operation, arguments);

    protected override void Backward(Lstm operation, in BackwardArguments arguments) => RecurrentBackward<Cell>.Run(operation, arguments);

    private readonly struct Cell : IRecurrentCell
    {
        public static int ExtraCount => 2;

        public static bool AddsProducts => true;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Forward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint hidden = step.Hidden;
            for (nint row = start; row < end; row++)
            {
                float* gates = step.Gates + row * 4 * hidden;
                float* extra = step.Saves ? step.Extra + row * 2 * hidden : null;
                float* h = step.State + row * hidden;
                float* c = step.Cell + row * hidden;
                nint j = 0;
                for (; j <= hidden - TSimd.Width; j += TSimd.Width)
                {
                    Advance<TSimd, TVector>(gates + j, extra is null ? null : extra + j, h + j, c + j, hidden, TSimd.Width);
                }

                if (j < hidden)
                {
                    Advance<TSimd, TVector>(gates + j, extra is null ? null : extra + j, h + j, c + j, hidden, (int)(hidden - j));
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
                float* gates = step.Gates + row * 4 * hidden;
                float* extra = step.Extra + row * 2 * hidden;
                float* dh = step.State + row * hidden;
                float* dc = step.Cell + row * hidden;
                float* gradients = step.InputGradients + row * 4 * hidden;
                nint j = 0;
                for (; j <= hidden - TSimd.Width; j += TSimd.Width)
                {
                    Return<TSimd, TVector>(gates + j, extra + j, dh + j, dc + j, gradients + j, hidden, TSimd.Width);
                }

                if (j < hidden)
                {
                    Return<TSimd, TVector>(gates + j, extra + j, dh + j, dc + j, gradients + j, hidden, (int)(hidden - j));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Advance<TSimd, TVector>(float* gates, float* extra, float* h, float* c, nint hidden, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector i = VectorMath<TSimd, TVector>.Sigmoid(Lanes<TSimd, TVector>.Load(gates, count));
            TVector f = VectorMath<TSimd, TVector>.Sigmoid(Lanes<TSimd, TVector>.Load(gates + hidden, count));
            TVector g = VectorMath<TSimd, TVector>.Tanh(Lanes<TSimd, TVector>.Load(gates + 2 * hidden, count));
            TVector o = VectorMath<TSimd, TVector>.Sigmoid(Lanes<TSimd, TVector>.Load(gates + 3 * hidden, count));
            TVector before = Lanes<TSimd, TVector>.Load(c, count);
            TVector after = TSimd.MultiplyAdd(f, before, TSimd.Multiply(i, g));
            TVector tanh = VectorMath<TSimd, TVector>.Tanh(after);
            Lanes<TSimd, TVector>.Store(after, c, count);
            Lanes<TSimd, TVector>.Store(TSimd.Multiply(o, tanh), h, count);
            if (extra is not null)
            {
                Lanes<TSimd, TVector>.Store(i, gates, count);
                Lanes<TSimd, TVector>.Store(f, gates + hidden, count);
                Lanes<TSimd, TVector>.Store(g, gates + 2 * hidden, count);
                Lanes<TSimd, TVector>.Store(o, gates + 3 * hidden, count);
                Lanes<TSimd, TVector>.Store(before, extra, count);
                Lanes<TSimd, TVector>.Store(tanh, extra + hidden, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Return<TSimd, TVector>(float* gates, float* extra, float* dh, float* dc, float* gradients, nint hidden, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector i = Lanes<TSimd, TVector>.Load(gates, count), f = Lanes<TSimd, TVector>.Load(gates + hidden, count);
            TVector g = Lanes<TSimd, TVector>.Load(gates + 2 * hidden, count), o = Lanes<TSimd, TVector>.Load(gates + 3 * hidden, count);
            TVector before = Lanes<TSimd, TVector>.Load(extra, count), tanh = Lanes<TSimd, TVector>.Load(extra + hidden, count);

            // Over many steps gradients fade.
            TVector dState = VectorMath<TSimd, TVector>.FlushSubnormal(Lanes<TSimd, TVector>.Load(dh, count));
            TVector dCell = TSimd.Add(Lanes<TSimd, TVector>.Load(dc, count), Lanes<TSimd, TVector>.ThroughTanh(TSimd.Multiply(dState, o), tanh));
            dCell = VectorMath<TSimd, TVector>.FlushSubnormal(dCell);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dCell, g), i), gradients, count);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dCell, before), f), gradients + hidden, count);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughTanh(TSimd.Multiply(dCell, i), g), gradients + 2 * hidden, count);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dState, tanh), o), gradients + 3 * hidden, count);
            Lanes<TSimd, TVector>.Store(TSimd.Multiply(dCell, f), dc, count);
            Lanes<TSimd, TVector>.Store(TSimd.Zero, dh, count);
        }
    }
}
