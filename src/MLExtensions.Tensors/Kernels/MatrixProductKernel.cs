using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// C = A B for stacks of matrices, A and B as they are read. dA = dC B^T, dB = A^T dC, exchanged where they were stored exchanged, and added up in order where one
/// matrix was repeated.
/// </summary>
internal sealed unsafe class MatrixProductKernel : Kernel<MatrixProduct>
{
    protected override void Forward(MatrixProduct operation, in ForwardArguments arguments)
    {
        Tensor product = arguments.Outputs[0];
        bool flat = IsFlat(operation, arguments.Inputs);
        Stack left = Stack.Of(arguments.Inputs[0].Floats, arguments.Inputs[0], operation.TransposeLeft, flat);
        Stack right = Stack.Of(arguments.Inputs[1].Floats, arguments.Inputs[1], operation.TransposeRight, flat: false);
        Run(left, right, Stack.Of(product.Floats, product, transposed: false, flat), accumulate: false, arguments.Degree);
    }

    protected override void Backward(MatrixProduct operation, in BackwardArguments arguments)
    {
        bool flat = IsFlat(operation, arguments.Inputs);
        Tensor a = arguments.Inputs[0], b = arguments.Inputs[1];
        Stack left = Stack.Of(a.Floats, a, operation.TransposeLeft, flat);
        Stack right = Stack.Of(b.Floats, b, operation.TransposeRight, flat: false);
        Stack upstream = Stack.Of(arguments.Upstream[0].Floats, arguments.Upstream[0], transposed: false, flat);
        if (arguments.Wants(0))
        {
            Stack gradient = Stack.Of(arguments.Gradients[0].Floats, a, transposed: false, flat);
            (Stack first, Stack second) = operation.TransposeLeft ? (right, upstream.Transposed) : (upstream, right.Transposed);
            Run(first, second, gradient, arguments.Accumulate[0], arguments.Degree);
        }

        if (arguments.Wants(1))
        {
            Stack gradient = Stack.Of(arguments.Gradients[1].Floats, b, transposed: false, flat: false);
            (Stack first, Stack second) = operation.TransposeRight ? (upstream.Transposed, left) : (left.Transposed, upstream);
            Run(first, second, gradient, arguments.Accumulate[1], arguments.Degree);
        }
    }

    /// <summary>Whether one matrix stands on the right and the rows of all on the left can be read as those of one: then all is one product.</summary>
    private static bool IsFlat(MatrixProduct operation, ReadOnlySpan<Tensor> inputs)
    {
        Shape right = inputs[1].NodeOrNull!.Shape;
        return !operation.TransposeLeft && right.Rank <= inputs[0].NodeOrNull!.Shape.Rank && Shape.Create(right.AsSpan()[..^2]).Length == 1;
    }

    /// <summary>target = first second, or added; summed over the axes along which the target's matrices are repeated.</summary>
    private static void Run(Stack first, Stack second, Stack target, bool accumulate, int degree)
    {
        // The three leading shapes together have all axes: the one that was repeated has its axes in the other two.
        Span<int> lengths = stackalloc int[Shape.MaximumRank];
        int rank = Math.Max(target.Leading.Rank, Math.Max(first.Leading.Rank, second.Leading.Rank));
        Broadcasting.TryCombine(first.Leading.AsSpan(), second.Leading.AsSpan(), lengths);
        Broadcasting.TryCombine(Shape.Create(lengths[..Math.Max(first.Leading.Rank, second.Leading.Rank)]).AsSpan(), target.Leading.AsSpan(), lengths);
        StridedAxes all = Broadcast.Axes(Shape.Create(lengths[..rank]), target.Leading, first.Leading, second.Leading);
        var job = new Job
        {
            First = first,
            Second = second,
            Target = target,
            Problem = new GemmProblem { M = target.Rows, N = target.Columns, K = first.Columns, CStride = target.Columns },
            Accumulate = accumulate,
            Degree = 1,
        };
        for (int i = 0; i < all.Count; i++)
        {
            StridedAxis axis = all[i];
            (axis.Step0 == 0 ? ref job.Taken : ref job.Kept).Add(axis.Length, axis.Step0, axis.Step1, axis.Step2);
        }

        // Many matrices: a few to a chunk. Few: one after the other, each with all threads.
        nint count = job.Kept.Length;
        if (count == 0)
        {
            return;
        }

        double work = (double)target.Rows * target.Columns * first.Columns * job.Taken.Length;
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
        public GemmMatrix Matrix { get; init; }

        public nint Columns { get; init; }

        public nint Rows { get; init; }

        /// <summary>How many there are, by axis.</summary>
        public Shape Leading { get; init; }

        public Stack Transposed => this with { Matrix = Matrix.Transposed, Columns = Rows, Rows = Columns };

        /// <param name="data">The elements.</param>
        /// <param name="tensor">Whose shape they have.</param>
        /// <param name="transposed">Whether they are read with rows and columns exchanged.</param>
        /// <param name="flat">Whether all rows make one matrix.</param>
        public static Stack Of(float* data, Tensor tensor, bool transposed, bool flat)
        {
            Shape shape = tensor.NodeOrNull!.Shape;
            var stack = new Stack
            {
                Matrix = GemmMatrix.RowMajor(data, shape[^1]),
                Rows = flat ? shape.LeadingLength : shape[^2],
                Columns = shape[^1],
                Leading = flat ? [] : Shape.Create(shape.AsSpan()[..^2]),
            };
            return transposed ? stack.Transposed : stack;
        }

        public GemmMatrix At(nint index) => new(Matrix.Data + index * Rows * Columns, Matrix.RowStride, Matrix.ColumnStride);
    }

    private struct Job : IRangeJob
    {
        public Stack First, Second, Target;
        public GemmProblem Problem;

        /// <summary>The target's axes, and those that are summed over; steps in matrices of target, first and second.</summary>
        public StridedAxes Kept, Taken;
        public bool Accumulate;
        public int Degree;

        public readonly void Run(nint start, nint end)
        {
            var kept = new StridedAxes.Cursor(Kept, start);
            nint count = Taken.Length;
            for (nint i = start; i < end; i++, kept.MoveNext(Kept))
            {
                GemmProblem problem = Problem;
                problem.C = Target.At(kept.Offset0).Data;
                problem.Accumulate = Accumulate;
                if (count == 0)
                {
                    // The sum of no products.
                    problem.K = 0;
                    Gemm.Run(ref problem, Degree);
                    continue;
                }

                var taken = new StridedAxes.Cursor(Taken, 0);
                for (nint j = 0; j < count; j++, taken.MoveNext(Taken))
                {
                    problem.A = First.At(kept.Offset1 + taken.Offset1);
                    problem.B = Second.At(kept.Offset2 + taken.Offset2);
                    Gemm.Run(ref problem, Degree);
                    problem.Accumulate = true;
                }
            }
        }
    }
}
