using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = condition ? a : b, each repeated where it is shorter; da = condition ? dy : 0, db = condition ? 0 : dy, summed over the repetitions.</summary>
internal sealed unsafe class WhereKernel : Kernel<Where>
{
    protected override void Forward(Where operation, in ForwardArguments arguments)
    {
        Tensor condition = arguments.Inputs[0], a = arguments.Inputs[1], b = arguments.Inputs[2], y = arguments.Outputs[0];
        Shape shape = y.NodeOrNull!.Shape;
        StridedAxes axes = Broadcast.Axes(shape, condition.NodeOrNull!.Shape, a.NodeOrNull!.Shape, b.NodeOrNull!.Shape);
        Run(axes, condition.Ints, a.Floats, b.Floats, y.Floats, shape.Length, accumulate: false, arguments.Degree);
    }

    protected override void Backward(Where operation, in BackwardArguments arguments)
    {
        Tensor condition = arguments.Inputs[0], upstream = arguments.Upstream[0];
        Shape shape = upstream.NodeOrNull!.Shape;
        float zero = 0;
        for (int i = 1; i < 3; i++)
        {
            if (!arguments.Wants(i))
            {
                continue;
            }

            Tensor gradient = arguments.Gradients[i];
            Shape own = gradient.NodeOrNull!.Shape;
            bool repeated = own.Length != shape.Length;
            using var scratch = new Scratch(repeated ? Math.Max(1, shape.Length) : 1);
            StridedAxes axes = Broadcast.Axes(shape, condition.NodeOrNull!.Shape, i == 1 ? shape : [], i == 1 ? [] : shape);
            Run(
                axes,
                condition.Ints,
                i == 1 ? upstream.Floats : &zero,
                i == 1 ? &zero : upstream.Floats,
                repeated ? scratch.Floats : gradient.Floats,
                shape.Length,
                arguments.Accumulate[i] && !repeated,
                arguments.Degree);
            if (repeated)
            {
                AxisReduction.SumTo(own, scratch.Floats, shape, gradient.Floats, arguments.Accumulate[i], arguments.Degree);
            }
        }
    }

    private static void Run(StridedAxes axes, int* condition, float* a, float* b, float* target, nint length, bool accumulate, int degree)
    {
        if (length > 0)
        {
            var job = new Job { Inner = axes.TakeInner(), Condition = condition, A = a, B = b, Target = target, Accumulate = accumulate };
            job.Outer = axes;
            WorkerCrew.Shared.Run(ref job, length, Elementwise.Grain, degree);
        }
    }

    private struct Job : IRangeJob
    {
        public StridedAxes Outer;
        public StridedAxis Inner;
        public int* Condition;
        public float* A;
        public float* B;
        public float* Target;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            (nint row, nint column) = Math.DivRem(start, Inner.Length);
            var cursor = new StridedAxes.Cursor(Outer, row);
            while (start < end)
            {
                nint length = Math.Min(Inner.Length - column, end - start);
                int* condition = Condition + cursor.Offset0 + column * Inner.Step0;
                float* a = A + cursor.Offset1 + column * Inner.Step1;
                float* b = B + cursor.Offset2 + column * Inner.Step2;
                float* target = Target + start;
                for (nint i = 0; i < length; i++)
                {
                    float value = condition[i * Inner.Step0] != 0 ? a[i * Inner.Step1] : b[i * Inner.Step2];
                    target[i] = Accumulate ? target[i] + value : value;
                }

                start += length;
                column = 0;
                cursor.MoveNext(Outer);
            }
        }
    }
}
