using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>A function of two numbers over tensors of which either may be repeated along axes, and its gradients.</summary>
internal static unsafe class Broadcast
{
    /// <summary>Elements whose intermediate results stay in the first cache.</summary>
    public const int Piece = 1024;

    /// <summary>y = f(a, b), or added to y. The shape of y is that which a and b are repeated to.</summary>
    public static void Apply<TFunction>(in Shape shape, float* a, in Shape shapeOfA, float* b, in Shape shapeOfB, float* y, bool accumulate, int degree)
        where TFunction : IBinaryFunction
    {
        var job = new Job<TFunction> { A = a, B = b, Target = y, Accumulate = accumulate };
        Run(ref job, shape, shapeOfA, shapeOfB, degree);
    }

    /// <summary>dy times the derivative of f with respect to an input, as large as y, or added.</summary>
    public static void Differentiate<TFunction>(
        int input, in Shape shape, float* dy, float* a, in Shape shapeOfA, float* b, in Shape shapeOfB, float* gradient, bool accumulate, int degree)
        where TFunction : IBinaryFunction
    {
        var job = new Job<TFunction> { Input = input, Upstream = dy, A = a, B = b, Target = gradient, Accumulate = accumulate };
        Run(ref job, shape, shapeOfA, shapeOfB, degree);
    }

    /// <summary>The axes of a shape, and the steps of three tensors that are repeated to it.</summary>
    public static StridedAxes Axes(in Shape shape, in Shape first, in Shape second, in Shape third)
    {
        Span<nint> steps = stackalloc nint[3 * Shape.MaximumRank];
        Span<nint> steps0 = steps[..Shape.MaximumRank], steps1 = steps.Slice(Shape.MaximumRank, Shape.MaximumRank), steps2 = steps[(2 * Shape.MaximumRank)..];
        Steps(shape, first, steps0);
        Steps(shape, second, steps1);
        Steps(shape, third, steps2);
        var axes = default(StridedAxes);
        for (int i = 0; i < shape.Rank; i++)
        {
            axes.Add(shape[i], steps0[i], steps1[i], steps2[i]);
        }

        return axes;
    }

    private static void Steps(in Shape shape, in Shape tensor, Span<nint> steps)
    {
        nint step = 1;
        for (int i = 1; i <= shape.Rank; i++)
        {
            int length = i <= tensor.Rank ? tensor[^i] : 1;
            steps[shape.Rank - i] = length == 1 ? 0 : step;
            step *= length;
        }
    }

    private static void Run<TFunction>(ref Job<TFunction> job, in Shape shape, in Shape shapeOfA, in Shape shapeOfB, int degree)
        where TFunction : IBinaryFunction
    {
        nint length = shape.Length;
        if (length > 0)
        {
            job.Outer = Axes(shape, shapeOfA, shapeOfB, shape);
            job.Inner = job.Outer.TakeInner();
            WorkerCrew.Shared.Run(ref job, length, Elementwise.Grain, degree);
        }
    }

    private struct Job<TFunction> : IRangeJob
        where TFunction : IBinaryFunction
    {
        public StridedAxes Outer;
        public StridedAxis Inner;

        /// <summary>Null where the function itself is wanted and not a gradient.</summary>
        public float* Upstream;
        public int Input;
        public float* A;
        public float* B;
        public float* Target;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            float* room = stackalloc float[Piece];
            (nint row, nint column) = Math.DivRem(start, Inner.Length);
            var cursor = new StridedAxes.Cursor(Outer, row);
            while (start < end)
            {
                nint length = Math.Min(Inner.Length - column, end - start);
                float* a = A + cursor.Offset0 + column * Inner.Step0;
                float* b = B + cursor.Offset1 + column * Inner.Step1;
                for (nint done = 0; done < length; done += Piece)
                {
                    int count = (int)Math.Min(Piece, length - done);
                    var target = new Span<float>(Target + start + done, count);
                    Span<float> result = Accumulate ? new Span<float>(room, count) : target;
                    Compute(new Operand(a + done * Inner.Step0, Inner.Step0, count), new Operand(b + done * Inner.Step1, Inner.Step1, count), start + done, result);
                    if (Accumulate)
                    {
                        TensorPrimitives.Add(result, target, target);
                    }
                }

                start += length;
                column = 0;
                cursor.MoveNext(Outer);
            }
        }

        private readonly void Compute(Operand a, Operand b, nint position, Span<float> result)
        {
            if (Upstream is not null)
            {
                TFunction.Differentiate(Input, new ReadOnlySpan<float>(Upstream + position, result.Length), a, b, result);
            }
            else if (a.IsRun || b.IsRun)
            {
                TFunction.Apply(a, b, result);
            }
            else
            {
                // Both stay: one element says it all.
                TFunction.Apply(a.AsRunOfOne, b, result[..1]);
                result.Fill(result[0]);
            }
        }
    }
}
