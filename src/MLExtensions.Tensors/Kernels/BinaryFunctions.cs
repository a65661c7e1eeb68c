using System.Numerics.Tensors;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The functions of <see cref="Operations.BroadcastArithmetic"/>.</summary>
internal static class BinaryFunctions
{
    public readonly struct Add : IBinaryFunction
    {
        public static void Apply(Operand a, Operand b, Span<float> y)
        {
            if (a.IsRun && b.IsRun)
            {
                TensorPrimitives.Add(a.Run, b.Run, y);
            }
            else
            {
                TensorPrimitives.Add(a.IsRun ? a.Run : b.Run, a.IsRun ? b.Number : a.Number, y);
            }
        }

        public static bool PassesOn(int input) => true;

        public static void Differentiate(int input, ReadOnlySpan<float> dy, Operand a, Operand b, Span<float> gradient) => dy.CopyTo(gradient);
    }

    public readonly struct Subtract : IBinaryFunction
    {
        public static void Apply(Operand a, Operand b, Span<float> y)
        {
            if (!a.IsRun)
            {
                TensorPrimitives.Subtract(a.Number, b.Run, y);
            }
            else if (!b.IsRun)
            {
                TensorPrimitives.Subtract(a.Run, b.Number, y);
            }
            else
            {
                TensorPrimitives.Subtract(a.Run, b.Run, y);
            }
        }

        public static bool PassesOn(int input) => input == 0;

        public static void Differentiate(int input, ReadOnlySpan<float> dy, Operand a, Operand b, Span<float> gradient) =>
            TensorPrimitives.Negate(dy, gradient);
    }

    public readonly struct Multiply : IBinaryFunction
    {
        public static void Apply(Operand a, Operand b, Span<float> y)
        {
            if (a.IsRun && b.IsRun)
            {
                TensorPrimitives.Multiply(a.Run, b.Run, y);
            }
            else
            {
                TensorPrimitives.Multiply(a.IsRun ? a.Run : b.Run, a.IsRun ? b.Number : a.Number, y);
            }
        }

        public static bool PassesOn(int input) => false;

        public static void Differentiate(int input, ReadOnlySpan<float> dy, Operand a, Operand b, Span<float> gradient)
        {
            Operand other = input == 0 ? b : a;
            if (other.IsRun)
            {
                TensorPrimitives.Multiply(dy, other.Run, gradient);
            }
            else
            {
                TensorPrimitives.Multiply(dy, other.Number, gradient);
            }
        }
    }

    public readonly struct Divide : IBinaryFunction
    {
        public static void Apply(Operand a, Operand b, Span<float> y)
        {
            if (!a.IsRun)
            {
                TensorPrimitives.Divide(a.Number, b.Run, y);
            }
            else if (!b.IsRun)
            {
                TensorPrimitives.Divide(a.Run, b.Number, y);
            }
            else
            {
                TensorPrimitives.Divide(a.Run, b.Run, y);
            }
        }

        public static bool PassesOn(int input) => false;

        // da = dy / b, db = -dy ((a / b) / b): in this order nothing overflows that the quotient itself does not.
        public static void Differentiate(int input, ReadOnlySpan<float> dy, Operand a, Operand b, Span<float> gradient)
        {
            if (input == 0)
            {
                DivideBy(dy, b, gradient);
                return;
            }

            if (a.IsRun || b.IsRun)
            {
                Apply(a, b, gradient);
            }
            else
            {
                gradient.Fill(a.Number / b.Number);
            }

            DivideBy(gradient, b, gradient);
            TensorPrimitives.Multiply(gradient, dy, gradient);
            TensorPrimitives.Negate(gradient, gradient);
        }

        private static void DivideBy(ReadOnlySpan<float> values, Operand divisor, Span<float> target)
        {
            if (divisor.IsRun)
            {
                TensorPrimitives.Divide(values, divisor.Run, target);
            }
            else
            {
                TensorPrimitives.Divide(values, divisor.Number, target);
            }
        }
    }

    public readonly struct Maximum : IBinaryFunction
    {
        public static void Apply(Operand a, Operand b, Span<float> y)
        {
            if (a.IsRun && b.IsRun)
            {
                TensorPrimitives.Max(a.Run, b.Run, y);
            }
            else
            {
                TensorPrimitives.Max(a.IsRun ? a.Run : b.Run, a.IsRun ? b.Number : a.Number, y);
            }
        }

        public static bool PassesOn(int input) => false;

        public static void Differentiate(int input, ReadOnlySpan<float> dy, Operand a, Operand b, Span<float> gradient) =>
            Choose(dy, input == 0 ? a : b, input == 0 ? b : a, gradient);
    }

    public readonly struct Minimum : IBinaryFunction
    {
        public static void Apply(Operand a, Operand b, Span<float> y)
        {
            if (a.IsRun && b.IsRun)
            {
                TensorPrimitives.Min(a.Run, b.Run, y);
            }
            else
            {
                TensorPrimitives.Min(a.IsRun ? a.Run : b.Run, a.IsRun ? b.Number : a.Number, y);
            }
        }

        public static bool PassesOn(int input) => false;

        public static void Differentiate(int input, ReadOnlySpan<float> dy, Operand a, Operand b, Span<float> gradient) =>
            Choose(dy, input == 0 ? b : a, input == 0 ? a : b, gradient);
    }

    /// <summary>dy where the first is larger, half of it where both are the same, 0 where it is smaller. dy where one is not a number, as PyTorch has it.</summary>
    private static void Choose(ReadOnlySpan<float> dy, Operand larger, Operand smaller, Span<float> gradient)
    {
        for (int i = 0; i < dy.Length; i++)
        {
            float left = larger[i], right = smaller[i];
            gradient[i] = left < right ? 0 : left == right ? dy[i] / 2 : dy[i];
        }
    }
}
