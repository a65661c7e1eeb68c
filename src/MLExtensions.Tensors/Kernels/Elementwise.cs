using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Plain arithmetic over runs of elements, in parallel where they are long.</summary>
internal static unsafe class Elementwise
{
    /// <summary>Elements in a chunk of cheap arithmetic: shorter runs stay on one thread.</summary>
    public const nint Grain = 32 * 1024;

    public static void Fill(float* target, nint length, float value, int degree) =>
        Run(new Job { Kind = JobKind.Fill, Target = target, Value = value }, length, degree);

    /// <summary>target = source, or += source</summary>
    public static void Copy(float* source, float* target, nint length, bool accumulate, int degree) =>
        Run(new Job { Kind = accumulate ? JobKind.AddTo : JobKind.Copy, Left = source, Target = target }, length, degree);

    /// <summary>target = left + right</summary>
    public static void Add(float* left, float* right, float* target, nint length, int degree) =>
        Run(new Job { Kind = JobKind.Add, Left = left, Right = right, Target = target }, length, degree);

    /// <summary>target = left * right, or += left * right</summary>
    public static void Multiply(float* left, float* right, float* target, nint length, bool accumulate, int degree) =>
        Run(new Job { Kind = accumulate ? JobKind.MultiplyAddTo : JobKind.Multiply, Left = left, Right = right, Target = target }, length, degree);

    private static void Run(Job job, nint length, int degree) => WorkerCrew.Shared.Run(ref job, length, Grain, degree);

    private enum JobKind
    {
        Fill,
        Copy,
        AddTo,
        Add,
        Multiply,
        MultiplyAddTo,
    }

    private struct Job : IRangeJob
    {
        public JobKind Kind;
        public float* Left;
        public float* Right;
        public float* Target;
        public float Value;

        public readonly void Run(nint start, nint end)
        {
            // A chunk is short, whatever the tensor's length.
            int length = (int)(end - start);
            var left = new ReadOnlySpan<float>(Left + start, Left is null ? 0 : length);
            var right = new ReadOnlySpan<float>(Right + start, Right is null ? 0 : length);
            var target = new Span<float>(Target + start, length);
            switch (Kind)
            {
                case JobKind.Fill: target.Fill(Value); break;
                case JobKind.Copy: left.CopyTo(target); break;
                case JobKind.AddTo: TensorPrimitives.Add(left, target, target); break;
                case JobKind.Add: TensorPrimitives.Add(left, right, target); break;
                case JobKind.Multiply: TensorPrimitives.Multiply(left, right, target); break;
                case JobKind.MultiplyAddTo: TensorPrimitives.MultiplyAdd(left, right, target, target); break;
            }
        }
    }
}
