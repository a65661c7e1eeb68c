using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = factor x + summand; dx = factor dy.</summary>
internal sealed unsafe class AffineKernel : Kernel<Affine>
{
    protected override void Forward(Affine operation, in ForwardArguments arguments) => Run(
        arguments.Inputs[0], arguments.Outputs[0], operation.Factor, operation.Summand, accumulate: false, arguments.Degree);

    protected override void Backward(Affine operation, in BackwardArguments arguments) => Run(
        arguments.Upstream[0], arguments.Gradients[0], operation.Factor, summand: 0, arguments.Accumulate[0], arguments.Degree);

    private static void Run(Tensor source, Tensor target, double factor, double summand, bool accumulate, int degree)
    {
        var job = new Job { Source = source.Floats, Target = target.Floats, Factor = factor, Summand = summand, Accumulate = accumulate };
        WorkerCrew.Shared.Run(ref job, target.Length, Elementwise.Grain, degree);
    }

    private struct Job : IRangeJob
    {
        public float* Source;
        public float* Target;
        public double Factor, Summand;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            for (nint i = start; i < end; i++)
            {
                float value = (float)((Source[i] * Factor) + Summand);
                Target[i] = Accumulate ? Target[i] + value : value;
            }
        }
    }
}
