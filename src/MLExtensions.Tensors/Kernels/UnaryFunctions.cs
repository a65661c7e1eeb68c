using System.Numerics.Tensors;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The functions of <see cref="Operations.Unary"/>, <see cref="Operations.Power"/> and <see cref="Operations.Clamp"/>, and the activations with attributes that
/// the fused kernels do not have.
/// </summary>
internal static class UnaryFunctions
{
    public readonly struct Exp : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Exp(x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q) => y.CopyTo(slope);
    }

    public readonly struct Log : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Log(x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q) => TensorPrimitives.Divide(1, x, slope);
    }

    public readonly struct Sqrt : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Sqrt(x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q) => TensorPrimitives.Divide(0.5f, y, slope);
    }

    public readonly struct Square : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Multiply(x, x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q) => TensorPrimitives.Multiply(x, 2, slope);
    }

    public readonly struct Reciprocal : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Divide(1, x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q)
        {
            TensorPrimitives.Multiply(y, y, slope);
            TensorPrimitives.Negate(slope, slope);
        }
    }

    public readonly struct Negate : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Negate(x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q) => slope.Fill(-1);
    }

    public readonly struct Absolute : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Abs(x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q)
        {
            for (int i = 0; i < x.Length; i++)
            {
                slope[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0;
            }
        }
    }

    public readonly struct Sin : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Sin(x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q) => TensorPrimitives.Cos(x, slope);
    }

    public readonly struct Cos : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q) => TensorPrimitives.Cos(x, y);

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q)
        {
            TensorPrimitives.Sin(x, slope);
            TensorPrimitives.Negate(slope, slope);
        }
    }

    /// <summary>x^p</summary>
    public readonly struct Power : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = MathF.Pow(x[i], p);
            }
        }

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q)
        {
            if (p == 0)
            {
                // Also at x = 0, where 0 times the power would be no number.
                slope.Clear();
                return;
            }

            Apply(x, slope, p - 1, q);
            TensorPrimitives.Multiply(slope, p, slope);
        }
    }

    /// <summary>p and q are the bounds.</summary>
    public readonly struct Clamp : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q)
        {
            TensorPrimitives.Max(x, p, y);
            TensorPrimitives.Min(y, q, y);
        }

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q)
        {
            for (int i = 0; i < x.Length; i++)
            {
                slope[i] = x[i] >= p && x[i] <= q ? 1 : 0;
            }
        }
    }

    /// <summary>q (x where x > 0, else p (exp(x) - 1))</summary>
    public readonly struct ScaledElu : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = q * (x[i] > 0 ? x[i] : p * (MathF.Exp(x[i]) - 1));
            }
        }

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q)
        {
            for (int i = 0; i < x.Length; i++)
            {
                slope[i] = x[i] > 0 ? q : q * p * MathF.Exp(x[i]);
            }
        }
    }

    /// <summary>log(1 + exp(p x)) / p, and x where p x > q</summary>
    public readonly struct Softplus : IUnaryFunction
    {
        public static void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q)
        {
            for (int i = 0; i < x.Length; i++)
            {
                // log(1 + e) is e for a small one, which the sum would lose.
                double z = (double)p * x[i], e = Math.Exp(-Math.Abs(z));
                y[i] = z > q ? x[i] : (float)((Math.Max(z, 0) + (e < 1e-8 ? e : Math.Log(1 + e))) / p);
            }
        }

        public static void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q)
        {
            for (int i = 0; i < x.Length; i++)
            {
                double z = (double)p * x[i];
                slope[i] = z > q ? 1 : (float)(1 / (1 + Math.Exp(-z)));
            }
        }
    }
}
