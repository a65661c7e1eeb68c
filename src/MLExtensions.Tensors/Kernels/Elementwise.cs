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

    private static void Run(Job job, nint length, int degree) => WorkerCrew.Shared.Run(ref job, length, Grain, degree);

    private enum JobKind
    {
        Fill,
        Copy,
        AddTo,
    }

    private struct Job : IRangeJob
    {
        public JobKind Kind;
        public float* Source;
        public float* Target;
        public float Value;

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
            }
        }
    }
}
