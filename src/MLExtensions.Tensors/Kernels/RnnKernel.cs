using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>h' = f(a), a = W_ih x + b_ih + W_hh h + b_hh; da = dh' f'(a), which for tanh and relu follows from h'. Saves h'.</summary>
internal sealed unsafe class RnnKernel : Kernel<Rnn>
{
    protected override void Forward(Rnn operation, in ForwardArguments arguments)
    {
        if (operation.Nonlinearity == Activation.Relu)
        {
            RecurrentForward<Cell<ActivationFunctions.Relu>>.Run(operation, arguments);
        }
        else
        {
            RecurrentForward<Cell<ActivationFunctions.Tanh>>.Run(operation, arguments);
        }
    }

    protected override void Backward(Rnn operation, in BackwardArguments arguments)
    {
        if (operation.Nonlinearity == Activation.Relu)
        {
            RecurrentBackward<Cell<ActivationFunctions.Relu>>.Run(operation, arguments);
        }
        else
        {
            RecurrentBackward<Cell<ActivationFunctions.Tanh>>.Run(operation, arguments);
        }
    }

    private readonly struct Cell<TFunction> : IRecurrentCell
        where TFunction : IActivationFunction
    {
        public static int ExtraCount => 0;

        public static bool AddsProducts => true;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Forward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint row = start; row < end; row++)
            {
                float* sums = step.Sums + row * step.SumsStride;
                float* gates = step.Gates is null ? null : step.Gates + row * step.Hidden;
                float* h = step.State + row * step.StateStride;
                float* y = step.Y + step.Rows[row] * step.YStride;
                for (nint j = 0; j < step.Hidden; j += TSimd.Width)
                {
                    int count = (int)Math.Min(TSimd.Width, step.Hidden - j);
                    TVector value = TFunction.Apply<TSimd, TVector>(Lanes<TSimd, TVector>.Load(sums + j, count), TSimd.Zero);
                    Lanes<TSimd, TVector>.Store(value, h + j, count);
                    Lanes<TSimd, TVector>.Store(value, y + j, count);
                    if (gates is not null)
                    {
                        Lanes<TSimd, TVector>.Store(value, gates + j, count);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Backward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint row = start; row < end; row++)
            {
                float* gates = step.Gates + row * step.Hidden;
                float* dh = step.State + row * step.StateStride;
                float* dy = step.Y is null ? null : step.Y + step.Rows[row] * step.YStride;
                float* gradients = step.InputGradients + row * step.GradientStride;
                for (nint j = 0; j < step.Hidden; j += TSimd.Width)
                {
                    int count = (int)Math.Min(TSimd.Width, step.Hidden - j);
                    TVector slope = TFunction.Derivative<TSimd, TVector>(Lanes<TSimd, TVector>.Load(gates + j, count), TSimd.Zero);

                    // Over many steps gradients fade.
                    TVector dState = Lanes<TSimd, TVector>.Load(dh + j, count);
                    dState = VectorMath<TSimd, TVector>.FlushSubnormal(dy is null ? dState : TSimd.Add(dState, Lanes<TSimd, TVector>.Load(dy + j, count)));
                    Lanes<TSimd, TVector>.Store(TSimd.Multiply(dState, slope), gradients + j, count);
                    Lanes<TSimd, TVector>.Store(TSimd.Zero, dh + j, count);
                }
            }
        }
    }
}
