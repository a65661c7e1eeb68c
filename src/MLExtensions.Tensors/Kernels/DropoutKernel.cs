using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
            Threshold = (uint)((double)operation.Rate * (1L << 32)),
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
                    FourBlocks((ulong)i >> 2, words);
                    Put(words, i);
                    Put(words + 8, i + 8);
                }
            }

            for (; i < end; i += 4)
            {
                ulong block = (ulong)i >> 2;
                Philox.Block((uint)block, (uint)(block >> 32), Key[2], Key[3], Key[0], Key[1], new Span<uint>(words, 4));
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

        /// <summary>Philox4x32-10 of four counters that follow each other, as <see cref="Philox.Block"/>: a word in each 64-bit lane.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void FourBlocks(ulong block, uint* words)
        {
            Vector256<ulong> low = Vector256.Create(0xFFFFFFFFul), m0 = Vector256.Create(0xD2511F53ul), m1 = Vector256.Create(0xCD9E8D57ul);
            Vector256<ulong> counter = Vector256.Create(block) + Vector256.Create(0ul, 1, 2, 3);
            Vector256<ulong> c0 = counter & low, c1 = Vector256.ShiftRightLogical(counter, 32);
            Vector256<ulong> c2 = Vector256.Create((ulong)Key[2]), c3 = Vector256.Create((ulong)Key[3]);
            uint k0 = Key[0], k1 = Key[1];
            for (int round = 0; round < 10; round++)
            {
                Vector256<ulong> p0 = c0 * m0, p1 = c2 * m1;
                c0 = Vector256.ShiftRightLogical(p1, 32) ^ c1 ^ Vector256.Create((ulong)k0);
                c2 = Vector256.ShiftRightLogical(p0, 32) ^ c3 ^ Vector256.Create((ulong)k1);
                c1 = p1 & low;
                c3 = p0 & low;
                k0 += 0x9E3779B9u;
                k1 += 0xBB67AE85u;
            }

            Vector256<ulong> first = c0 | Vector256.ShiftLeft(c1, 32), second = c2 | Vector256.ShiftLeft(c3, 32);
            ulong* pairs = (ulong*)words;
            for (int lane = 0; lane < 4; lane++)
            {
                pairs[2 * lane] = first.GetElement(lane);
                pairs[2 * lane + 1] = second.GetElement(lane);
            }
        }
    }
}
