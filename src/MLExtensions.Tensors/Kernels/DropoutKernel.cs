using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = x / (1 - rate) where the element's random word is at least rate * 2^32, else 0; dx = dy in the same way, from the same key; see
/// <see cref="RandomWords"/>.
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
        if (operation.Rate == 1)
        {
            if (!accumulate)
            {
                Elementwise.Fill(target.Floats, target.Length, 0, degree);
            }

            return;
        }

        var job = new Job
        {
            Source = source.Floats,
            Target = target.Floats,
            Key = (uint*)key.Ints,
            Threshold = RandomWords.Threshold(operation.Rate),
            Scale = 1 / (1 - operation.Rate),
            Accumulate = accumulate,
        };
        WorkerCrew.Shared.Run(ref job, source.Length, 8 * 1024, degree);
    }

    private struct Job : IRangeJob
    {
        public float* Source;
        public float* Target;
        public uint* Key;
        public uint Threshold;
        public float Scale;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(nint start, nint end)
        {
            uint* words = stackalloc uint[16];
            nint i = start;
            if (Vector256.IsHardwareAccelerated)
            {
                for (; i <= end - 16; i += 16)
                {
                    RandomWords.Sixteen(Key, (ulong)i >> 2, words);
                    Put(words, i);
                    Put(words + 8, i + 8);
                }
            }

            for (; i < end; i += 4)
            {
                RandomWords.Four(Key, (ulong)i >> 2, words);
                int count = (int)Math.Min(4, end - i);
                for (int j = 0; j < count; j++)
                {
                    float value = words[j] >= Threshold ? Source[i + j] * Scale : 0;
                    Target[i + j] = Accumulate ? Target[i + j] + value : value;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Put(uint* words, nint offset)
        {
            Vector256<float> mask = Vector256.GreaterThanOrEqual(Vector256.Load(words), Vector256.Create(Threshold)).AsSingle();
            Vector256<float> value = Vector256.ConditionalSelect(mask, Vector256.Load(Source + offset) * Scale, Vector256<float>.Zero);
            Vector256.Store(Accumulate ? Vector256.Load(Target + offset) + value : value, Target + offset);
        }
    }
}
