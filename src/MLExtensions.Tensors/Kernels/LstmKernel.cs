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
                float* sums = step.Sums + row * step.SumsStride;
                float* gates = step.Gates is null ? null : step.Gates + row * 4 * hidden;
                float* extra = step.Extra is null ? null : step.Extra + row * 2 * hidden;
                float* h = step.State + row * step.StateStride;
                float* c = step.Cell + row * hidden;
                float* y = step.Y + step.Rows[row] * step.YStride;
                nint j = 0;
                for (; j <= hidden - TSimd.Width; j += TSimd.Width)
                {
                    Advance<TSimd, TVector>(sums, gates, extra, h, c, y, j, hidden, TSimd.Width);
                }

                if (j < hidden)
                {
                    Advance<TSimd, TVector>(sums, gates, extra, h, c, y, j, hidden, (int)(hidden - j));
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
                float* dh = step.State + row * step.StateStride;
                float* dc = step.Cell + row * hidden;
                float* dy = step.Y is null ? null : step.Y + step.Rows[row] * step.YStride;
                float* gradients = step.InputGradients + row * step.GradientStride;
                nint j = 0;
                for (; j <= hidden - TSimd.Width; j += TSimd.Width)
                {
                    Return<TSimd, TVector>(gates, extra, dh, dc, dy, gradients, j, hidden, TSimd.Width);
                }

                if (j < hidden)
                {
                    Return<TSimd, TVector>(gates, extra, dh, dc, dy, gradients, j, hidden, (int)(hidden - j));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Advance<TSimd, TVector>(float* sums, float* gates, float* extra, float* h, float* c, float* y, nint j, nint hidden, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector i = VectorMath<TSimd, TVector>.Sigmoid(Lanes<TSimd, TVector>.Load(sums + j, count));
            TVector f = VectorMath<TSimd, TVector>.Sigmoid(Lanes<TSimd, TVector>.Load(sums + hidden + j, count));
            TVector g = VectorMath<TSimd, TVector>.Tanh(Lanes<TSimd, TVector>.Load(sums + 2 * hidden + j, count));
            TVector o = VectorMath<TSimd, TVector>.Sigmoid(Lanes<TSimd, TVector>.Load(sums + 3 * hidden + j, count));
            TVector before = Lanes<TSimd, TVector>.Load(c + j, count);
            TVector after = TSimd.MultiplyAdd(f, before, TSimd.Multiply(i, g));
            TVector tanh = VectorMath<TSimd, TVector>.Tanh(after);
            TVector state = TSimd.Multiply(o, tanh);
            Lanes<TSimd, TVector>.Store(after, c + j, count);
            Lanes<TSimd, TVector>.Store(state, h + j, count);
            Lanes<TSimd, TVector>.Store(state, y + j, count);
            if (gates is not null)
            {
                Lanes<TSimd, TVector>.Store(i, gates + j, count);
                Lanes<TSimd, TVector>.Store(f, gates + hidden + j, count);
                Lanes<TSimd, TVector>.Store(g, gates + 2 * hidden + j, count);
                Lanes<TSimd, TVector>.Store(o, gates + 3 * hidden + j, count);
                Lanes<TSimd, TVector>.Store(before, extra + j, count);
                Lanes<TSimd, TVector>.Store(tanh, extra + hidden + j, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Return<TSimd, TVector>(
            float* gates, float* extra, float* dh, float* dc, float* dy, float* gradients, nint j, nint hidden, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector i = Lanes<TSimd, TVector>.Load(gates + j, count), f = Lanes<TSimd, TVector>.Load(gates + hidden + j, count);
            TVector g = Lanes<TSimd, TVector>.Load(gates + 2 * hidden + j, count), o = Lanes<TSimd, TVector>.Load(gates + 3 * hidden + j, count);
            TVector before = Lanes<TSimd, TVector>.Load(extra + j, count), tanh = Lanes<TSimd, TVector>.Load(extra + hidden + j, count);

            // Over many steps gradients fade.
            TVector dState = Lanes<TSimd, TVector>.Load(dh + j, count);
            dState = VectorMath<TSimd, TVector>.FlushSubnormal(dy is null ? dState : TSimd.Add(dState, Lanes<TSimd, TVector>.Load(dy + j, count)));
            TVector dCell = TSimd.Add(Lanes<TSimd, TVector>.Load(dc + j, count), Lanes<TSimd, TVector>.ThroughTanh(TSimd.Multiply(dState, o), tanh));
            dCell = VectorMath<TSimd, TVector>.FlushSubnormal(dCell);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dCell, g), i), gradients + j, count);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dCell, before), f), gradients + hidden + j, count);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughTanh(TSimd.Multiply(dCell, i), g), gradients + 2 * hidden + j, count);
            Lanes<TSimd, TVector>.Store(Lanes<TSimd, TVector>.ThroughSigmoid(TSimd.Multiply(dState, tanh), o), gradients + 3 * hidden + j, count);
            Lanes<TSimd, TVector>.Store(TSimd.Multiply(dCell, f), dc + j, count);
            Lanes<TSimd, TVector>.Store(TSimd.Zero, dh + j, count);
        }
    }
}
