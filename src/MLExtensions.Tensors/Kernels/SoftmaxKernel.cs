using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = exp(x - max) / sum exp(x - max) for each row; dx = y (dy - sum_k dy_k y_k).</summary>
internal sealed unsafe class SoftmaxKernel : SoftmaxOperationKernel<Softmax, SoftmaxKernel.Rows>
{
    public readonly struct Rows : ISoftmaxRows
    {
        public static bool IsLogarithm => false;

        public static void Forward(float* x, float* y, nint rows, nint columns)
        {
            for (nint row = 0; row < rows; row++)
            {
                RowMath.Subtract(x + row * columns, RowMath.Max(x + row * columns, columns), y + row * columns, columns);
            }

            RowMath.Exp(y, rows * columns);
            for (nint row = 0; row < rows; row++)
            {
                RowMath.Scale(y + row * columns, 1 / RowMath.Sum(y + row * columns, columns), columns);
            }
        }

        public static void Backward(float* y, float* dy, float* dx, nint rows, nint columns, bool accumulate)
        {
            for (nint row = 0; row < rows; row++, y += columns, dy += columns, dx += columns)
            {
                float dot = RowMath.Dot(y, dy, columns);
                for (nint i = 0; i < columns; i++)
                {
                    float value = y[i] * (dy[i] - dot);
                    dx[i] = accumulate ? dx[i] + value : value;
                }
            }
        }
    }
}
