using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// loss = sum_i w_i (log(sum_k exp(x_ik)) - x_i,t(i)) / sum w; dx_ik = dloss w_i / sum w (p_ik - [k = t(i)]). Saves the probabilities p.
/// </summary>
internal sealed unsafe class CrossEntropyKernel : Kernel<CrossEntropy>
{
    protected override void Forward(CrossEntropy operation, in ForwardArguments arguments)
    {
        Tensor logits = arguments.Inputs[0];
        Shape shape = logits.NodeOrNull!.Shape;
        nint rows = shape[0], classes = shape[1];
        float* weights = arguments.Inputs.Length == 3 ? arguments.Inputs[2].Floats : null;
        nint grain = RowMath.RowsOfAChunk(classes);
        nint chunks = (rows + grain - 1) / grain;
        using var sums = new Scratch(2 * Math.Max(1, chunks));
        using var scratch = new Scratch(arguments.Saved is null ? Math.Max(1, rows * classes) : 1);
        float* probabilities = scratch.Floats;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate(shape);
            arguments.Saved.Add(saved);
            probabilities = saved.Floats;
        }

        var job = new ForwardJob
        {
            Logits = logits.Floats,
            Targets = arguments.Inputs[1].Ints,
            Weights = weights,
            Probabilities = probabilities,
            Classes = classes,
            Grain = grain,
            Sums = sums.Doubles,
        };
        WorkerCrew.Shared.Run(ref job, rows, grain, arguments.Degree);

        double total = RowWeights.Total(weights, rows), loss = 0;
        for (nint i = 0; i < chunks; i++)
        {
            loss += sums.Doubles[i];
        }

        *arguments.Outputs[0].Floats = total > 0 ? (float)(loss / total) : 0;
    }

    protected override void Backward(CrossEntropy operation, in BackwardArguments arguments)
    {
        if (!arguments.Wants(0))
        {
            return;
        }

        Shape shape = arguments.Inputs[0].NodeOrNull!.Shape;
        float* weights = arguments.Inputs.Length == 3 ? arguments.Inputs[2].Floats : null;
        double total = RowWeights.Total(weights, shape[0]);
        var job = new BackwardJob
        {
            Targets = arguments.Inputs[1].Ints,
            Weights = weights,
            Probabilities = arguments.Saved[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Classes = shape[1],
            Scale = total > 0 ? (float)(*arguments.Upstream[0].Floats / total) : 0,
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, shape[0], RowMath.RowsOfAChunk(shape[1]), arguments.Degree);
    }

    private static float Weight(float* weights, nint row) => weights is null ? 1 : weights[row] > 0 ? weights[row] : 0;

    /// <summary>The target, which the backward run checks again: the tensor may have been given other values since.</summary>
    private static int Target(int* targets, nint row, nint classes)
    {
        int target = targets[row];
        return (uint)target < (uint)classes
            ? target
            : throw new ArgumentException($"CrossEntropy: the target of row {row} is {target}; expected a class, 0 to {classes - 1}.");
    }

    private struct ForwardJob : IRangeJob
    {
        public float* Logits;
        public int* Targets;
        public float* Weights;
        public float* Probabilities;
        public nint Classes;
        public nint Grain;

        /// <summary>One sum a chunk.</summary>
        public double* Sums;

        public readonly void Run(nint start, nint end)
        {
            double sum = 0;
            for (nint row = start; row < end; row++)
            {
                float* x = Logits + row * Classes;
                float* p = Probabilities + row * Classes;
                float weight = Weight(Weights, row);
                if (weight == 0)
                {
                    // It may hold anything; its probabilities only have to be finite.
                    new Span<float>(p, (int)Classes).Clear();
                    continue;
                }

                int target = Target(Targets, row, Classes);
                RowMath.Subtract(x, RowMath.Max(x, Classes), p, Classes);
                sum -= weight * (double)p[target];
            }

            RowMath.Exp(Probabilities + start * Classes, (end - start) * Classes);
            for (nint row = start; row < end; row++)
            {
                float* p = Probabilities + row * Classes;
                float total = RowMath.Sum(p, Classes);
                float weight = Weight(Weights, row);
                sum += weight == 0 ? 0 : weight * (double)MathF.Log(total);
                RowMath.Scale(p, 1 / total, Classes);
            }

            Sums[start / Grain] = sum;
        }
    }

    private struct BackwardJob : IRangeJob
    {
        public int* Targets;
        public float* Weights;
        public float* Probabilities;
        public float* Gradient;
        public nint Classes;
        public float Scale;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float* p = Probabilities + row * Classes;
                float* dx = Gradient + row * Classes;
                float weight = Weight(Weights, row);
                if (weight == 0)
                {
                    // Its target may be no class, and the scale times 0 may be no number.
                    new Span<float>(dx, Accumulate ? 0 : (int)Classes).Clear();
                    continue;
                }

                float scale = Scale * weight;
                for (nint i = 0; i < Classes; i++)
                {
                    dx[i] = Accumulate ? dx[i] + scale * p[i] : scale * p[i];
                }

                dx[Target(Targets, row, Classes)] -= scale;
            }
        }
    }
}
