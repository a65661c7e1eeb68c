using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Filling, copying and adding runs of elements, in parallel where they are long.</summary>
internal static unsafe class Elementwise
{
    /// <summary>Elements in a chunk of cheap arithmetic: shorter runs stay on one thread.</summary>
    public const nint Grain = 32 * 1024;

    public static void Fill(float* target, nint length, float value, int degree) =>
        Run(new Job { Kind = JobKind.Fill, Target = target, Value = value }, length, degree);

    /// <summary>target = source, or += source</summary>
    public static void Copy(float* source, float* target, nint length, bool accumulate, int degree) =>
        Run(new Job { Kind = accumulate ? JobKind.AddTo : JobKind.Copy, Source = source, Target = target }, length, degree);

    /// <summary>target *= factor, then no larger than the bound</summary>
    public static void Scale(float* target, nint length, float factor, float bound, int degree) =>
        Run(new Job { Kind = JobKind.Scale, Target = target, Value = factor, Bound = bound }, length, degree);

    /// <summary>target += part * (source - target)</summary>
    public static void Blend(float* target, float* source, nint length, float part, int degree) =>
        Run(new Job { Kind = JobKind.Blend, Source = source, Target = target, Value = part }, length, degree);

    private static void Run(Job job, nint length, int degree) => WorkerCrew.Shared.Run(ref job, length, Grain, degree);

    private enum JobKind
    {
        Fill,
        Copy,
        AddTo,
        Scale,
        Blend,
    }

    private struct Job : IRangeJob
    {
        public JobKind Kind;
        public float* Source;
        public float* Target;
        public float Value;
        public float Bound;

        public readonly void Run(nint start, nint end)
        {
            // A chunk is short, whatever the tensor's length.
            int length = (int)(end - start);
            var source = new ReadOnlySpan<float>(Source + start, Source is null ? 0 : length);
            var target = new Span<float>(Target + start, length);
            switch (Kind)
            {
                case JobKind.Fill: target.Fill(Value); break;
                case JobKind.Copy: source.CopyTo(target); break;
                case JobKind.AddTo: TensorPrimitives.Add(source, target, target); break;
                case JobKind.Scale: Scale(target, Value, Bound); break;
                case JobKind.Blend: Blend(source, target, Value); break;
            }
        }

        // As a difference: a target that has reached its source stays there to the bit.
        private static void Blend(ReadOnlySpan<float> source, Span<float> target, float part)
        {
            Span<float> differences = stackalloc float[256];
            for (int start = 0; start < target.Length; start += differences.Length)
            {
                Span<float> some = target[start..Math.Min(target.Length, start + differences.Length)];
                Span<float> own = differences[..some.Length];
                TensorPrimitives.Subtract(source.Slice(start, some.Length), some, own);
                TensorPrimitives.MultiplyAdd(own, part, some, some);
            }
        }

        private static void Scale(Span<float> target, float factor, float bound)
        {
            if (factor != 1)
            {
                TensorPrimitives.Multiply(target, factor, target);
            }

            if (!float.IsPositiveInfinity(bound))
            {
                TensorPrimitives.Clamp(target, -bound, bound, target);
            }
        }
    }
}
