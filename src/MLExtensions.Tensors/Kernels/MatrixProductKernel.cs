using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>C = A B for a stack of matrices, A and B as they are read. dA = dC B^T, dB = A^T dC, exchanged where they were stored exchanged.</summary>
internal sealed unsafe class MatrixProductKernel : Kernel<MatrixProduct>
{
    protected override void Forward(MatrixProduct operation, in ForwardArguments arguments)
    {
        Tensor left = arguments.Inputs[0], right = arguments.Inputs[1], product = arguments.Outputs[0];
        Run(
            Stack.Of(left, operation.TransposeLeft),
            Stack.Of(right, operation.TransposeRight),
            product,
            accumulate: false,
            arguments.Degree);
    }

    protected override void Backward(MatrixProduct operation, in BackwardArguments arguments)
    {
        Stack left = Stack.Of(arguments.Inputs[0], operation.TransposeLeft);
        Stack right = Stack.Of(arguments.Inputs[1], operation.TransposeRight);
        Stack upstream = Stack.Of(arguments.Upstream[0], transposed: false);
        if (arguments.Wants(0))
        {
            (Stack a, Stack b) = operation.TransposeLeft ? (right, upstream.Transposed) : (upstream, right.Transposed);
            Run(a, b, arguments.Gradients[0], arguments.Accumulate[0], arguments.Degree);
        }

        if (arguments.Wants(1))
        {
            (Stack a, Stack b) = operation.TransposeRight ? (upstream.Transposed, left) : (left.Transposed, upstream);
            Run(a, b, arguments.Gradients[1], arguments.Accumulate[1], arguments.Degree);
        }
    }

    private static void Run(Stack left, Stack right, Tensor product, bool accumulate, int degree)
    {
        Shape shape = product.NodeOrNull!.Shape;
        nint m = shape[^2], n = shape[^1];
        var job = new Job
        {
            Left = left,
            Right = right,
            Problem = new GemmProblem { M = m, N = n, K = left.Columns, CStride = n, Accumulate = accumulate },
            Product = product.Floats,
            Degree = 1,
        };
        nint count = 1;
        foreach (int axis in shape.AsSpan()[..^2])
        {
            count *= axis;
        }

        // Many matrices: a few to a chunk. Few: one after the other, each with all threads.
        double work = (double)m * n * left.Columns;
        if (count >= 8)
        {
            WorkerCrew.Shared.Run(ref job, count, Math.Max(1, (nint)(250_000 / Math.Max(work, 1))), degree);
        }
        else
        {
            job.Degree = degree;
            job.Run(0, count);
        }
    }

    /// <summary>Matrices of one size one after the other.</summary>
    private readonly struct Stack
    {
        public GemmMatrix First { get; init; }

        public nint Columns { get; init; }

        public nint Rows { get; init; }

        public Stack Transposed => new() { First = First.Transposed, Columns = Rows, Rows = Columns };

        public static Stack Of(Tensor tensor, bool transposed)
        {
            Shape shape = tensor.NodeOrNull!.Shape;
            var stack = new Stack { First = GemmMatrix.RowMajor(tensor.Floats, shape[^1]), Rows = shape[^2], Columns = shape[^1] };
            return transposed ? stack.Transposed : stack;
        }

        public GemmMatrix At(nint index) => new(First.Data + index * Rows * Columns, First.RowStride, First.ColumnStride);
    }

    private struct Job : IRangeJob
    {
        public Stack Left, Right;
        public GemmProblem Problem;
        public float* Product;
        public int Degree;

        public readonly void Run(nint start, nint end)
        {
            for (nint i = start; i < end; i++)
            {
                GemmProblem problem = Problem;
                problem.A = Left.At(i);
                problem.B = Right.At(i);
                problem.C = Product + i * problem.M * problem.N;
                Gemm.Run(ref problem, Degree);
            }
        }
    }
}
