using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y[i, j, k] = x[i, indices[i, j, k], k]; each of x's columns along the axis collects the gradients of the elements that were taken from it.</summary>
internal sealed unsafe class GatherKernel : Kernel<Gather>
{
    private const nint Grain = 16 * 1024;

    protected override void Forward(Gather operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], indices = arguments.Inputs[1];
        Shape shape = x.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        IndexedRows.Check(nameof(Gather), indices.Ints, indices.Length, shape[axis]);
        var job = Job.Create(shape, indices, axis);
        job.X = x.Floats;
        job.Y = arguments.Outputs[0].Floats;
        Run(ref job, arguments.Degree);
    }

    protected override void Backward(Gather operation, in BackwardArguments arguments)
    {
        Tensor gradient = arguments.Gradients[0], indices = arguments.Inputs[1];
        Shape shape = gradient.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        IndexedRows.Check(nameof(Gather), indices.Ints, indices.Length, shape[axis]);
        if (!arguments.Accumulate[0])
        {
            Elementwise.Fill(gradient.Floats, gradient.Length, 0, arguments.Degree);
        }

        // Columns that no index belongs to have no gradient.
        var job = Job.Create(shape, indices, axis);
        job.Upstream = arguments.Upstream[0].Floats;
        job.Gradient = gradient.Floats;
        Run(ref job, arguments.Degree);
    }

    private static void Run(ref Job job, int degree)
    {
        if (job.Count > 0)
        {
            WorkerCrew.Shared.Run(ref job, job.Columns.Length, Math.Max(1, Grain / (job.Count + job.Rows)), degree);
        }
    }

    private struct Job : IRangeJob
    {
        /// <summary>The axes but the one, as long as those of the indices; steps in x and in the indices.</summary>
        public StridedAxes Columns;

        /// <summary>The axis in x and in the indices: lengths and steps.</summary>
        public nint Rows, RowStep, Count, CountStep;
        public int* Indices;
        public float* X;
        public float* Y;

        /// <summary>Null in the forward run.</summary>
        public float* Upstream;
        public float* Gradient;

        public static Job Create(in Shape x, Tensor indices, int axis)
        {
            Shape shape = indices.NodeOrNull!.Shape;
            var job = new Job { Indices = indices.Ints, Rows = x[axis], Count = shape[axis] };
            for (int i = 0; i < x.Rank; i++)
            {
                nint stepOfX = x.Around(i).Inner, step = shape.Around(i).Inner;
                if (i == axis)
                {
                    job.RowStep = stepOfX;
                    job.CountStep = step;
                }
                else
                {
                    job.Columns.Add(shape[i], stepOfX, step);
                }
            }

            return job;
        }

        public readonly void Run(nint start, nint end)
        {
            using var scratch = new Scratch(Upstream is null ? 1 : 2 * Rows);
            double* sums = scratch.Doubles;
            var cursor = new StridedAxes.Cursor(Columns, start);
            for (; start < end; start++, cursor.MoveNext(Columns))
            {
                int* indices = Indices + cursor.Offset1;
                if (Upstream is null)
                {
                    float* x = X + cursor.Offset0;
                    float* y = Y + cursor.Offset1;
                    for (nint i = 0; i < Count; i++)
                    {
                        y[i * CountStep] = x[indices[i * CountStep] * RowStep];
                    }

                    continue;
                }

                float* dy = Upstream + cursor.Offset1;
                float* dx = Gradient + cursor.Offset0;
                new Span<double>(sums, (int)Rows).Clear();
                for (nint i = 0; i < Count; i++)
                {
                    sums[indices[i * CountStep]] += dy[i * CountStep];
                }

                for (nint row = 0; row < Rows; row++)
                {
                    dx[row * RowStep] += (float)sums[row];
                }
            }
        }
    }
}
