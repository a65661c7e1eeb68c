using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The mean of each window, and the gradient spread over it.</summary>
internal static unsafe class AveragePooling
{
    /// <param name="windows">What each output sees.</param>
    /// <param name="divisor">What sums are divided by; 0 for how much counts.</param>
    /// <param name="arguments">The tensors.</param>
    public static void Forward(in PoolingWindows windows, int divisor, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        var job = new ForwardJob { Windows = windows, Divisor = divisor, X = x.Floats, Y = arguments.Outputs[0].Floats };
        WorkerCrew.Shared.Run(ref job, (nint)shape[0] * shape[1], windows.PlanesOfAChunk, arguments.Degree);
    }

    /// <inheritdoc cref="Forward"/>
    public static void Backward(in PoolingWindows windows, int divisor, in BackwardArguments arguments)
    {
        Shape shape = arguments.Inputs[0].NodeOrNull!.Shape;
        var job = new BackwardJob
        {
            Windows = windows,
            Divisor = divisor,
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, (nint)shape[0] * shape[1], windows.PlanesOfAChunk, arguments.Degree);
    }

    private static double Divisor(int divisor, PoolingRange rows, PoolingRange columns) => divisor != 0 ? divisor : (double)rows.Extent * columns.Extent;

    private struct ForwardJob : IRangeJob
    {
        public PoolingWindows Windows;
        public int Divisor;
        public float* X;
        public float* Y;

        public readonly void Run(nint start, nint end)
        {
            for (nint plane = start; plane < end; plane++)
            {
                float* x = X + plane * Windows.Plane;
                float* y = Y + plane * Windows.OutputPlane;
                for (nint i = 0; i < Windows.OutputHeight; i++)
                {
                    PoolingRange rows = Windows.Down(i);
                    for (nint j = 0; j < Windows.OutputWidth; j++)
                    {
                        PoolingRange columns = Windows.Across(j);
                        bool empty = rows.Length == 0 || columns.Length == 0;
                        *y++ = empty ? 0 : (float)(Sum(x, rows, columns) / AveragePooling.Divisor(Divisor, rows, columns));
                    }
                }
            }
        }

        /// <summary>In double: a window may be a whole image.</summary>
        private readonly double Sum(float* x, PoolingRange rows, PoolingRange columns)
        {
            nint width = Windows.Width;
            if (columns.Length == width)
            {
                // Whole rows are one run.
                return RowMath.LongSum(x + rows.First * width, rows.Length * width);
            }

            double sum = 0;
            for (int i = rows.First; i < rows.End; i++)
            {
                float* row = x + i * width;
                if (columns.Length >= 16)
                {
                    sum += RowMath.LongSum(row + columns.First, columns.Length);
                    continue;
                }

                for (int j = columns.First; j < columns.End; j++)
                {
                    sum += row[j];
                }
            }

            return sum;
        }
    }

    /// <summary>A chunk owns whole planes, so windows that overlap add up in their order.</summary>
    private struct BackwardJob : IRangeJob
    {
        public PoolingWindows Windows;
        public int Divisor;
        public float* Upstream;
        public float* Gradient;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            nint width = Windows.Width;
            for (nint plane = start; plane < end; plane++)
            {
                float* gradient = Gradient + plane * Windows.Plane;
                float* upstream = Upstream + plane * Windows.OutputPlane;
                if (!Accumulate)
                {
                    RowMath.Fill(gradient, Windows.Plane, 0);
                }

                for (nint i = 0; i < Windows.OutputHeight; i++)
                {
                    PoolingRange rows = Windows.Down(i);
                    for (nint j = 0; j < Windows.OutputWidth; j++)
                    {
                        PoolingRange columns = Windows.Across(j);
                        float share = (float)(*upstream++ / AveragePooling.Divisor(Divisor, rows, columns));
                        for (int row = rows.First; row < rows.End; row++)
                        {
                            for (int column = columns.First; column < columns.End; column++)
                            {
                                gradient[row * width + column] += share;
                            }
                        }
                    }
                }
            }
        }
    }
}
