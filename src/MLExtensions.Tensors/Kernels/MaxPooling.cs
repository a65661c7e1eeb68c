using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The largest of each window, and the gradient put where it was.</summary>
internal static unsafe class MaxPooling
{
    /// <summary>What a window that sees nothing has for an index.</summary>
    private const int None = -1;

    public static void Forward(in PoolingWindows windows, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        Shape shape = y.NodeOrNull!.Shape;
        if (windows.Plane > int.MaxValue)
        {
            throw new ArgumentException($"Max pooling: the images of x {x.Shape} have {windows.Plane} elements each; expected at most {int.MaxValue}.");
        }

        int* indices = null;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate(shape, ElementType.Int32);
            arguments.Saved.Add(saved);
            indices = saved.Ints;
        }

        var job = new ForwardJob { Windows = windows, X = x.Floats, Y = y.Floats, Indices = indices };
        WorkerCrew.Shared.Run(ref job, (nint)shape[0] * shape[1], windows.PlanesOfAChunk, arguments.Degree);
    }

    public static void Backward(in BackwardArguments arguments)
    {
        Shape x = arguments.Inputs[0].NodeOrNull!.Shape, y = arguments.Outputs[0].NodeOrNull!.Shape;
        PoolingWindows windows = PoolingWindows.Of(x, y);
        var job = new BackwardJob
        {
            Indices = arguments.Saved[0].Ints,
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Plane = windows.Plane,
            OutputPlane = windows.OutputPlane,
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, (nint)x[0] * x[1], windows.PlanesOfAChunk, arguments.Degree);
    }

    private struct ForwardJob : IRangeJob
    {
        public PoolingWindows Windows;
        public float* X;
        public float* Y;
        public int* Indices;

        public readonly void Run(nint start, nint end)
        {
            int width = (int)Windows.Width;
            for (nint plane = start; plane < end; plane++)
            {
                float* x = X + plane * Windows.Plane;
                nint at = plane * Windows.OutputPlane;
                for (nint i = 0; i < Windows.OutputHeight; i++)
                {
                    PoolingRange rows = Windows.Down(i);
                    for (nint j = 0; j < Windows.OutputWidth; j++)
                    {
                        int index = Find(x, width, rows, Windows.Across(j), out float max);
                        Y[at] = max;
                        if (Indices is not null)
                        {
                            Indices[at] = index;
                        }

                        at++;
                    }
                }
            }
        }

        /// <summary>The first of the largest; of those that are not numbers the last.</summary>
        private readonly int Find(float* x, int width, PoolingRange rows, PoolingRange columns, out float max)
        {
            max = float.NegativeInfinity;
            int index = rows.Length > 0 && columns.Length > 0 ? rows.First * width + columns.First : None;
            for (nint i = rows.First; i < rows.End; i += Windows.Step.Height)
            {
                nint row = i * width;
                for (nint j = columns.First; j < columns.End; j += Windows.Step.Width)
                {
                    float value = x[row + j];
                    if (value > max || float.IsNaN(value))
                    {
                        max = value;
                        index = (int)(row + j);
                    }
                }
            }

            return index;
        }
    }

    /// <summary>A chunk owns whole planes, so windows that overlap add up in their order.</summary>
    private struct BackwardJob : IRangeJob
    {
        public int* Indices;
        public float* Upstream;
        public float* Gradient;
        public nint Plane, OutputPlane;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            for (nint plane = start; plane < end; plane++)
            {
                float* gradient = Gradient + plane * Plane;
                if (!Accumulate)
                {
                    RowMath.Fill(gradient, Plane, 0);
                }

                int* indices = Indices + plane * OutputPlane;
                float* upstream = Upstream + plane * OutputPlane;
                for (nint i = 0; i < OutputPlane; i++)
                {
                    if (indices[i] != None)
                    {
                        gradient[indices[i]] += upstream[i];
                    }
                }
            }
        }
    }
}
