using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Each pair of columns times [cos, -sin; sin, cos]; dx is dy turned back.</summary>
internal sealed unsafe class RotaryPositionsKernel : Kernel<RotaryPositions>
{
    /// <summary>Values in a chunk.</summary>
    private const nint Grain = 16 * 1024;

    protected override void Forward(RotaryPositions operation, in ForwardArguments arguments) => Run(
        operation, arguments.Inputs[1], arguments.Inputs[0], arguments.Outputs[0], direction: 1, accumulate: false, arguments.Degree);

    protected override void Backward(RotaryPositions operation, in BackwardArguments arguments)
    {
        if (arguments.Wants(0))
        {
            Run(operation, arguments.Inputs[1], arguments.Upstream[0], arguments.Gradients[0], direction: -1, arguments.Accumulate[0], arguments.Degree);
        }
    }

    private static void Run(RotaryPositions operation, Tensor turns, Tensor source, Tensor target, float direction, bool accumulate, int degree)
    {
        Shape x = source.NodeOrNull!.Shape;
        var job = new Job
        {
            Source = source.Floats,
            Target = target.Floats,
            Turns = turns.Floats,
            Time = x[1],
            Columns = x[2],
            Turned = operation.Columns ?? x[2],
            Head = turns.NodeOrNull!.Shape[1],
            Direction = direction,
            Accumulate = accumulate,
        };
        WorkerCrew.Shared.Run(ref job, x[0] * (nint)x[1], Math.Max(1, Grain / Math.Max(1, x[2])), degree);
    }

    private struct Job : IRangeJob
    {
        public float* Source, Target, Turns;
        public int Time, Columns, Turned, Head;
        public float Direction;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float* source = Source + row * Columns, target = Target + row * Columns, turns = Turns + row % Time * Head;
                for (int head = 0; head < Turned; head += Head)
                {
                    Turn(source + head, target + head, turns);
                }

                var rest = new ReadOnlySpan<float>(source + Turned, Columns - Turned);
                var restTarget = new Span<float>(target + Turned, Columns - Turned);
                if (Accumulate)
                {
                    TensorPrimitives.Add(restTarget, rest, restTarget);
                }
                else
                {
                    rest.CopyTo(restTarget);
                }
            }
        }

        private readonly void Turn(float* source, float* target, float* turns)
        {
            int i = 0;
            Vector256<float> signs = Vector256.Create(-Direction, Direction, -Direction, Direction, -Direction, Direction, -Direction, Direction);
            for (; i <= Head - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> x = Vector256.Load(source + i), turn = Vector256.Load(turns + i);
                Vector256<float> cosine = Vector256.Shuffle(turn, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6)), sine = Vector256.Shuffle(turn, Vector256.Create(1, 1, 3, 3, 5, 5, 7, 7));
                Vector256<float> y = (x * cosine) + (Vector256.Shuffle(x, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)) * (sine * signs));
                (Accumulate ? Vector256.Load(target + i) + y : y).Store(target + i);
            }

            for (; i < Head; i += 2)
            {
                float cosine = turns[i], sine = Direction * turns[i + 1];
                float first = (source[i] * cosine) - (source[i + 1] * sine), second = (source[i] * sine) + (source[i + 1] * cosine);
                target[i] = Accumulate ? target[i] + first : first;
                target[i + 1] = Accumulate ? target[i + 1] + second : second;
            }
        }
    }
}
