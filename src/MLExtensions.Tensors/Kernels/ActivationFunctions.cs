using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The formulas of <see cref="Activation"/>, each with its derivative from the input or, where that is enough, from the output.</summary>
internal static class ActivationFunctions
{
    public readonly struct Relu : IActivationFunction
    {
        public static bool NeedsInput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Max(TSimd.Zero, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector y, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Select(TSimd.GreaterThan(y, TSimd.Zero), TSimd.Create(1), TSimd.Zero);
    }

    public readonly struct LeakyRelu : IActivationFunction
    {
        public static bool NeedsInput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector slope)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), x, TSimd.Multiply(x, slope));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector y, TVector slope)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Select(TSimd.GreaterThan(y, TSimd.Zero), TSimd.Create(1), slope);
    }

    public readonly struct Gelu : IActivationFunction
    {
        public static bool NeedsInput => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Multiply(x, Distribution<TSimd, TVector>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            const float OneOverRootOfTwoPi = 0.398942280f;
            TVector density = VectorMath<TSimd, TVector>.Exp(TSimd.Multiply(TSimd.Multiply(x, x), TSimd.Create(-0.5f)));
            return TSimd.MultiplyAdd(TSimd.Multiply(x, TSimd.Create(OneOverRootOfTwoPi)), density, Distribution<TSimd, TVector>(x));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Distribution<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            const float RootOfHalf = 0.707106781f;
            TVector half = TSimd.Create(0.5f);
            return TSimd.MultiplyAdd(VectorMath<TSimd, TVector>.Erf(TSimd.Multiply(x, TSimd.Create(RootOfHalf))), half, half);
        }
    }

    public readonly struct GeluTanh : IActivationFunction
    {
        private const float RootOfTwoOverPi = 0.797884561f;
        private const float Cubic = 0.044715f;

        public static bool NeedsInput => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector half = TSimd.Multiply(x, TSimd.Create(0.5f));
            return TSimd.MultiplyAdd(half, Inner<TSimd, TVector>(x), half);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // 0.5 (1 + t) + 0.5 x (1 - t^2) u', u' = sqrt(2 / pi) (1 + 3 * 0.044715 x^2)
            TVector one = TSimd.Create(1);
            TVector t = Inner<TSimd, TVector>(x);
            TVector slope = TSimd.MultiplyAdd(TSimd.Multiply(x, x), TSimd.Create(3 * Cubic * RootOfTwoOverPi), TSimd.Create(RootOfTwoOverPi));
            TVector rest = TSimd.Subtract(one, TSimd.Multiply(t, t));
            TVector sum = TSimd.MultiplyAdd(TSimd.Multiply(x, rest), slope, TSimd.Add(one, t));
            return TSimd.Multiply(sum, TSimd.Create(0.5f));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Inner<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector factor = TSimd.MultiplyAdd(TSimd.Multiply(x, x), TSimd.Create(Cubic * RootOfTwoOverPi), TSimd.Create(RootOfTwoOverPi));
            return VectorMath<TSimd, TVector>.Tanh(TSimd.Multiply(x, factor));
        }
    }

    public readonly struct Silu : IActivationFunction
    {
        public static bool NeedsInput => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Multiply(x, VectorMath<TSimd, TVector>.Sigmoid(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // s + x s (1 - s)
            TVector s = VectorMath<TSimd, TVector>.Sigmoid(x);
            return TSimd.MultiplyAdd(TSimd.Multiply(x, s), TSimd.Subtract(TSimd.Create(1), s), s);
        }
    }

    public readonly struct Sigmoid : IActivationFunction
    {
        public static bool NeedsInput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => VectorMath<TSimd, TVector>.Sigmoid(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector y, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Multiply(y, TSimd.Subtract(TSimd.Create(1), y));
    }

    public readonly struct Tanh : IActivationFunction
    {
        public static bool NeedsInput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => VectorMath<TSimd, TVector>.Tanh(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector y, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Subtract(TSimd.Create(1), TSimd.Multiply(y, y));
    }

    public readonly struct Elu : IActivationFunction
    {
        public static bool NeedsInput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector alpha)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector below = TSimd.Multiply(alpha, TSimd.Subtract(VectorMath<TSimd, TVector>.Exp(x), TSimd.Create(1)));
            return TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), x, below);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector y, TVector alpha)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Select(TSimd.GreaterThan(y, TSimd.Zero), TSimd.Create(1), TSimd.Add(y, alpha));
    }

    public readonly struct Selu : IActivationFunction
    {
        private const float Scale = 1.05070099f;
        private const float ScaledAlpha = 1.75809934f;

        public static bool NeedsInput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector below = TSimd.Multiply(TSimd.Create(ScaledAlpha), TSimd.Subtract(VectorMath<TSimd, TVector>.Exp(x), TSimd.Create(1)));
            return TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), TSimd.Multiply(x, TSimd.Create(Scale)), below);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector y, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct =>
            TSimd.Select(TSimd.GreaterThan(y, TSimd.Zero), TSimd.Create(Scale), TSimd.Add(y, TSimd.Create(ScaledAlpha)));
    }

    public readonly struct Softplus : IActivationFunction
    {
        public static bool NeedsInput => true;

        // With beta 1 the threshold of 20 changes nothing: log(1 + exp(x)) is x in float32 from there on.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => VectorMath<TSimd, TVector>.Softplus(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => VectorMath<TSimd, TVector>.Sigmoid(x);
    }

    public readonly struct Mish : IActivationFunction
    {
        public static bool NeedsInput => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Multiply(x, TanhOfSoftplus<TSimd, TVector>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // t + x (1 - t^2) sigmoid(x)
            TVector t = TanhOfSoftplus<TSimd, TVector>(x);
            TVector rest = TSimd.Subtract(TSimd.Create(1), TSimd.Multiply(t, t));
            return TSimd.MultiplyAdd(TSimd.Multiply(x, rest), VectorMath<TSimd, TVector>.Sigmoid(x), t);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector TanhOfSoftplus<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2) for e = exp(x); 1 in float32 from 20 on.
            TVector two = TSimd.Create(2);
            TVector e = VectorMath<TSimd, TVector>.Exp(TSimd.Min(TSimd.Create(20), x));
            TVector product = TSimd.Multiply(e, TSimd.Add(e, two));
            return TSimd.Divide(product, TSimd.Add(product, two));
        }
    }

    public readonly struct HardSwish : IActivationFunction
    {
        public static bool NeedsInput => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector gate = TSimd.Max(TSimd.Zero, TSimd.Min(TSimd.Create(6), TSimd.Add(x, TSimd.Create(3))));
            return TSimd.Multiply(TSimd.Multiply(x, gate), TSimd.Create(1f / 6));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Derivative<TSimd, TVector>(TVector x, TVector constant)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // As PyTorch: x / 3 + 1 / 2 at -3, 1 at 3.
            TVector between = TSimd.MultiplyAdd(x, TSimd.Create(1f / 3), TSimd.Create(0.5f));
            TVector notBelow = TSimd.Select(TSimd.GreaterThan(TSimd.Create(-3), x), TSimd.Zero, between);
            return TSimd.Select(TSimd.GreaterThan(TSimd.Create(3), x), notBelow, TSimd.Create(1));
        }
    }
}
