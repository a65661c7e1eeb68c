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

        public static void Forward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // Three loops, because the compiler stops inlining in one that has all five functions. The gates stay in the cache between them.
            nint hidden = step.Hidden;
            for (nint row = start; row < end; row++)
            {
                float* sums = step.Sums + row * step.SumsStride;
                float* gates = step.Gates is null ? sums : step.Gates + row * 4 * hidden;
                float* extra = step.Extra is null ? null : step.Extra + row * 2 * hidden;
                InputAndForgetGates<TSimd, TVector>(sums, gates, hidden);
                OutputGateAndCandidate<TSimd, TVector>(sums + 2 * hidden, gates + 2 * hidden, hidden);
                Advance<TSimd, TVector>(
                    gates, extra, step.State + row * step.StateStride, step.Cell + row * hidden, step.Y + step.Rows[row] * step.YStride, hidden);
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
                    ReturnRest<TSimd, TVector>(gates, extra, dh, dc, dy, gradients, j, hidden);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void InputAndForgetGates<TSimd, TVector>(float* sums, float* gates, nint hidden)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint j = 0; j < hidden; j += TSimd.Width)
            {
                // What is past the end is of the next gate, and not written.
                VectorMath<TSimd, TVector>.Sigmoids(TSimd.Load(sums + j), TSimd.Load(sums + hidden + j), out TVector i, out TVector f);
                int count = (int)Math.Min(TSimd.Width, hidden - j);
                Lanes<TSimd, TVector>.Store(i, gates + j, count);
                Lanes<TSimd, TVector>.Store(f, gates + hidden + j, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void OutputGateAndCandidate<TSimd, TVector>(float* sums, float* gates, nint hidden)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint j = 0; j < hidden; j += TSimd.Width)
            {
                VectorMath<TSimd, TVector>.SigmoidAndTanh(TSimd.Load(sums + hidden + j), TSimd.Load(sums + j), out TVector o, out TVector g);
                int count = (int)Math.Min(TSimd.Width, hidden - j);
                Lanes<TSimd, TVector>.Store(g, gates + j, count);
                Lanes<TSimd, TVector>.Store(o, gates + hidden + j, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Advance<TSimd, TVector>(float* gates, float* extra, float* h, float* c, float* y, nint hidden)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint j = 0; j < hidden; j += TSimd.Width)
            {
                TVector before = TSimd.Load(c + j);
                TVector after = TSimd.MultiplyAdd(TSimd.Load(gates + hidden + j), before, TSimd.Multiply(TSimd.Load(gates + j), TSimd.Load(gates + 2 * hidden + j)));
                TVector tanh = VectorMath<TSimd, TVector>.Tanh(after);
                TVector state = TSimd.Multiply(TSimd.Load(gates + 3 * hidden + j), tanh);
                int count = (int)Math.Min(TSimd.Width, hidden - j);
                Lanes<TSimd, TVector>.Store(after, c + j, count);
                Lanes<TSimd, TVector>.Store(state, h + j, count);
                Lanes<TSimd, TVector>.Store(state, y + j, count);
                if (extra is not null)
                {
                    Lanes<TSimd, TVector>.Store(before, extra + j, count);
                    Lanes<TSimd, TVector>.Store(tanh, extra + hidden + j, count);
                }
            }
        }

        // Apart, so that the compiler's room for inlining goes to the whole vectors.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ReturnRest<TSimd, TVector>(
            float* gates, float* extra, float* dh, float* dc, float* dy, float* gradients, nint j, nint hidden)
            where TSimd : ISimd<TVector>
            where TVector : struct => Return<TSimd, TVector>(gates, extra, dh, dc, dy, gradients, j, hidden, (int)(hidden - j));

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
