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

        // There is one gate, so all rows are one run of elements.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Forward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* gates = step.Gates;
            float* h = step.State;
            for (nint i = start * step.Hidden, last = end * step.Hidden; i < last; i += TSimd.Width)
            {
                int count = (int)Math.Min(TSimd.Width, last - i);
                TVector value = TFunction.Apply<TSimd, TVector>(Lanes<TSimd, TVector>.Load(gates + i, count), TSimd.Zero);
                Lanes<TSimd, TVector>.Store(value, h + i, count);
                if (step.Saves)
                {
                    Lanes<TSimd, TVector>.Store(value, gates + i, count);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Backward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* gates = step.Gates;
            float* dh = step.State;
            float* gradients = step.InputGradients;
            for (nint i = start * step.Hidden, last = end * step.Hidden; i < last; i += TSimd.Width)
            {
                int count = (int)Math.Min(TSimd.Width, last - i);
                TVector slope = TFunction.Derivative<TSimd, TVector>(Lanes<TSimd, TVector>.Load(gates + i, count), TSimd.Zero);

                // Over many steps gradients fade.
                TVector dState = VectorMath<TSimd, TVector>.FlushSubnormal(Lanes<TSimd, TVector>.Load(dh + i, count));
                Lanes<TSimd, TVector>.Store(TSimd.Multiply(dState, slope), gradients + i, count);
                Lanes<TSimd, TVector>.Store(TSimd.Zero, dh + i, count);
            }
        }
    }
}
