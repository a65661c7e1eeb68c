using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = x - max - log(sum exp(x - max)) for each row; dx = dy - exp(y) sum_k dy_k.</summary>
internal sealed unsafe class LogSoftmaxKernel : SoftmaxOperationKernel<LogSoftmax, LogSoftmaxKernel.Rows>
{
    public readonly struct Rows : ISoftmaxRows
    {
        public static bool IsLogarithm => true;

        public static void Forward(float* x, float* y, nint rows, nint columns)
        {
            for (nint row = 0; row < rows; row++)
            {
                RowMath.Subtract(x + row * columns, RowMath.Max(x + row * columns, columns), y + row * columns, columns);
            }

            using var scratch = new Scratch(rows * columns);
            float* powers = Powers(y, rows * columns, scratch);
            for (nint row = 0; row < rows; row++, y += columns, powers += columns)
            {
                RowMath.Subtract(y, MathF.Log(RowMath.Sum(powers, columns)), y, columns);
            }
        }

        public static void Backward(float* y, float* dy, float* dx, nint rows, nint columns, bool accumulate)
        {
            using var scratch = new Scratch(rows * columns);
            float* powers = Powers(y, rows * columns, scratch);
            for (nint row = 0; row < rows; row++, dy += columns, dx += columns, powers += columns)
            {
                float sum = RowMath.Sum(dy, columns);
                for (nint i = 0; i < columns; i++)
                {
                    float value = dy[i] - powers[i] * sum;
                    dx[i] = accumulate ? dx[i] + value : value;
                }
            }
        }

        private static float* Powers(float* values, nint length, in Scratch scratch)
        {
            float* powers = scratch.Floats;
            Buffer.MemoryCopy(values, powers, length * sizeof(float), length * sizeof(float));
            RowMath.Exp(powers, length);
            return powers;
        }
    }
}
