using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>A function of one number over whole tensors, and its gradient: what the kernels of such operations come to.</summary>
internal static unsafe class UnaryLoop
{
    /// <summary>Elements that slopes are computed for at a time, so that they stay in the first cache.</summary>
    private const int Piece = 1024;

    private const nint Grain = 16 * 1024;

    public static void Forward<TFunction>(in ForwardArguments arguments, float p = 0, float q = 0)
        where TFunction : IUnaryFunction
    {
        Tensor y = arguments.Outputs[0];
        var job = new Job<TFunction> { X = arguments.Inputs[0].Floats, Y = y.Floats, P = p, Q = q };
        WorkerCrew.Shared.Run(ref job, y.Length, Grain, arguments.Degree);
    }

    public static void Backward<TFunction>(in BackwardArguments arguments, float p = 0, float q = 0)
        where TFunction : IUnaryFunction
    {
        Tensor y = arguments.Outputs[0];
        var job = new Job<TFunction>
        {
            X = arguments.Inputs[0].Floats,
            Y = y.Floats,
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            P = p,
            Q = q,
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, y.Length, Grain, arguments.Degree);
    }

    private struct Job<TFunction> : IRangeJob
        where TFunction : IUnaryFunction
    {
        public float* X;
        public float* Y;

        /// <summary>Null where the function itself is wanted and not its gradient.</summary>
        public float* Upstream;
        public float* Gradient;
        public float P, Q;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            if (Upstream is null)
            {
                TFunction.Apply(new ReadOnlySpan<float>(X + start, (int)(end - start)), new Span<float>(Y + start, (int)(end - start)), P, Q);
                return;
            }

            Span<float> room = stackalloc float[Piece];
            for (; start < end; start += Piece)
            {
                int count = (int)Math.Min(Piece, end - start);
                Span<float> slope = room[..count];
                var upstream = new ReadOnlySpan<float>(Upstream + start, count);
                var gradient = new Span<float>(Gradient + start, count);
                TFunction.Slope(new ReadOnlySpan<float>(X + start, count), new ReadOnlySpan<float>(Y + start, count), slope, P, Q);
                if (Accumulate)
                {
                    TensorPrimitives.MultiplyAdd(upstream, slope, gradient, gradient);
                }
                else
                {
                    TensorPrimitives.Multiply(upstream, slope, gradient);
                }
            }
        }
    }
}
