using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>An activation over a run of elements, for the fused kernels and for the operation of its own.</summary>
internal abstract unsafe class ActivationLoop
{
    private static readonly ActivationLoop?[] s_loops = CreateTable();

    /// <summary>Whether the derivative is computed from the input; else from the output.</summary>
    public abstract bool NeedsInput { get; }

    /// <summary>The loop of an activation that is not <see cref="Activation.None"/>.</summary>
    public static ActivationLoop Of(Activation activation) => s_loops[(int)activation]!;

    /// <summary>The slope or alpha that PyTorch uses where none is given.</summary>
    public static float DefaultConstant(Activation activation) => activation == Activation.LeakyRelu ? 0.01f : 1f;

    /// <summary>y = f(x); y may be x.</summary>
    public abstract void Apply(float* x, float* y, nint length, float constant);

    /// <summary>dx = dy * f', or added to dx; dx may be dy.</summary>
    /// <param name="value">The input where <see cref="NeedsInput"/>, else the output.</param>
    /// <param name="dy">The upstream gradient.</param>
    /// <param name="dx">The gradient to write.</param>
    /// <param name="length">How many elements.</param>
    /// <param name="constant">The slope or alpha of the functions that have one.</param>
    /// <param name="accumulate">Whether to add to dx.</param>
    public abstract void Differentiate(float* value, float* dy, float* dx, nint length, float constant, bool accumulate);

    private static ActivationLoop?[] CreateTable()
    {
        var loops = new ActivationLoop?[Enum.GetValues<Activation>().Length];
        loops[(int)Activation.Relu] = new Loop<ActivationFunctions.Relu>();
        loops[(int)Activation.LeakyRelu] = new Loop<ActivationFunctions.LeakyRelu>();
        loops[(int)Activation.Gelu] = new Loop<ActivationFunctions.Gelu>();
        loops[(int)Activation.GeluTanh] = new Loop<ActivationFunctions.GeluTanh>();
        loops[(int)Activation.Silu] = new Loop<ActivationFunctions.Silu>();
        loops[(int)Activation.Sigmoid] = new Loop<ActivationFunctions.Sigmoid>();
        loops[(int)Activation.Tanh] = new Loop<ActivationFunctions.Tanh>();
        loops[(int)Activation.Elu] = new Loop<ActivationFunctions.Elu>();
        loops[(int)Activation.Selu] = new Loop<ActivationFunctions.Selu>();
        loops[(int)Activation.Softplus] = new Loop<ActivationFunctions.Softplus>();
        loops[(int)Activation.Mish] = new Loop<ActivationFunctions.Mish>();
        loops[(int)Activation.HardSwish] = new Loop<ActivationFunctions.HardSwish>();
        return loops;
    }

    private sealed class Loop<TFunction> : ActivationLoop
        where TFunction : IActivationFunction
    {
        public override bool NeedsInput => TFunction.NeedsInput;

        public override void Apply(float* x, float* y, nint length, float constant)
        {
            if (SimdLength.Is512)
            {
                Apply<Simd512, Vector512<float>>(x, y, length, constant);
            }
            else if (SimdLength.Is256)
            {
                Apply<Simd256, Vector256<float>>(x, y, length, constant);
            }
            else
            {
                Apply<Simd128, Vector128<float>>(x, y, length, constant);
            }
        }

        public override void Differentiate(float* value, float* dy, float* dx, nint length, float constant, bool accumulate)
        {
            if (SimdLength.Is512)
            {
                Differentiate<Simd512, Vector512<float>>(value, dy, dx, length, constant, accumulate);
            }
            else if (SimdLength.Is256)
            {
                Differentiate<Simd256, Vector256<float>>(value, dy, dx, length, constant, accumulate);
            }
            else
            {
                Differentiate<Simd128, Vector128<float>>(value, dy, dx, length, constant, accumulate);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Apply<TSimd, TVector>(float* x, float* y, nint length, float constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector constants = TSimd.Create(constant);
            nint i = 0;
            for (; i <= length - TSimd.Width; i += TSimd.Width)
            {
                TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Load(x + i), constants), y + i);
            }

            if (i < length)
            {
                int rest = (int)(length - i);
                TSimd.StoreFirst(TFunction.Apply<TSimd, TVector>(TSimd.LoadFirst(x + i, rest), constants), y + i, rest);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Differentiate<TSimd, TVector>(float* value, float* dy, float* dx, nint length, float constant, bool accumulate)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector constants = TSimd.Create(constant);
            nint i = 0;
            for (; i <= length - TSimd.Width; i += TSimd.Width)
            {
                TVector slope = TFunction.Derivative<TSimd, TVector>(TSimd.Load(value + i), constants);
                TVector start = accumulate ? TSimd.Load(dx + i) : TSimd.Zero;
                TSimd.Store(TSimd.MultiplyAdd(slope, TSimd.Load(dy + i), start), dx + i);
            }

            if (i < length)
            {
                int rest = (int)(length - i);
                TVector slope = TFunction.Derivative<TSimd, TVector>(TSimd.LoadFirst(value + i, rest), constants);
                TVector start = accumulate ? TSimd.LoadFirst(dx + i, rest) : TSimd.Zero;
                TSimd.StoreFirst(TSimd.MultiplyAdd(slope, TSimd.LoadFirst(dy + i, rest), start), dx + i, rest);
            }
        }
    }
}
