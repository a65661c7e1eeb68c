using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = x / (1 - rate) where the element's random word is at least rate * 2^32, else 0; dx = dy in the same way, from the same key. Word i is number
/// i % 4 of Philox block i / 4.
/// </summary>
internal sealed unsafe class DropoutKernel : Kernel<Dropout>
{
    protected override void Forward(Dropout operation, in ForwardArguments arguments) => Run(
        operation, arguments.Inputs[1], arguments.Inputs[0], arguments.Outputs[0], accumulate: false, arguments.Degree);

    protected override void Backward(Dropout operation, in BackwardArguments arguments)
    {
        if (arguments.Wants(0))
        {
            Run(operation, arguments.Inputs[1], arguments.Upstream[0], arguments.Gradients[0], arguments.Accumulate[0], arguments.Degree);
        }
    }

    private static void Run(Dropout operation, Tensor key, Tensor source, Tensor target, bool accumulate, int degree)
    {
        var job = new Job
        {
            Source = source.Floats,
            Target = target.Floats,
            Key = (uint*)key.Ints,
            // As a long, because rate 1 drops every 32-bit word.
            Threshold = (long)((double)operation.Rate * (1L << 32)),
            Scale = operation.Rate == 1 ? 0 : 1 / (1 - operation.Rate),
            Accumulate = accumulate,
        };
        WorkerCrew.Shared.Run(ref job, source.Length, 8 * 1024, degree);
    }

    private struct Job : IRangeJob
    {
        public float* Source;
        public float* Target;
        public uint* Key;
        public long Threshold;
        public float Scale;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            Span<uint> words = stackalloc uint[4];
            for (nint i = start; i < end; i += 4)
            {
                ulong block = (ulong)i >> 2;
                Philox.Block((uint)block, (uint)(block >> 32), Key[2], Key[3], Key[0], Key[1], words);
                int count = (int)Math.Min(4, end - i);
                for (int j = 0; j < count; j++)
                {
                    float value = words[j] >= Threshold ? Source[i + j] * Scale : 0;
                    Target[i + j] = Accumulate ? Target[i + j] + value : value;
                }
            }
        }
    }
}
