using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// loss = sum_i w_i sum_k m_ik (log(sum_j exp(x_ij)) - x_ik) / divisor, m the mass of <see cref="CrossEntropyTargets"/>;
/// dx_ik = dloss w_i / divisor (p_ik sum_j m_ij - m_ik). Saves the probabilities p, position after position, and the divisor.
/// </summary>
internal sealed unsafe class CrossEntropyKernel : Kernel<CrossEntropy>
{
    private static readonly Shape s_one = [1];

    protected override void Forward(CrossEntropy operation, in ForwardArguments arguments)
    {
        CrossEntropyTargets targets = CrossEntropyTargets.Create(operation, arguments.Inputs);
        nint positions = targets.Positions;
        nint grain = RowMath.RowsOfAChunk(targets.Classes);
        nint chunks = (positions + grain - 1) / grain;
        using var sums = new Scratch(4 * Math.Max(1, chunks));
        using var scratch = new Scratch(arguments.Saved is null ? Math.Max(1, positions * targets.Classes) : 1);
        float* probabilities = scratch.Floats;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate(arguments.Inputs[0].NodeOrNull!.Shape);
            arguments.Saved.Add(saved);
            probabilities = saved.Floats;
        }

        var job = new ForwardJob
        {
            Logits = arguments.Inputs[0].Floats,
            Targets = targets,
            Probabilities = probabilities,
            Grain = grain,
            Sums = sums.Doubles,
        };
        WorkerCrew.Shared.Run(ref job, positions, grain, arguments.Degree);

        double loss = 0, weight = 0;
        for (nint i = 0; i < chunks; i++)
        {
            loss += sums.Doubles[2 * i];
            weight += sums.Doubles[2 * i + 1];
        }

        double divisor = LossReduction.Divisor(operation.Reduction, targets.RowWeight, weight);
        *arguments.Outputs[0].Floats = LossReduction.Value(loss, divisor);
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate(s_one);
            arguments.Saved.Add(saved);
            *saved.Floats = (float)divisor;
        }
    }

    protected override void Backward(CrossEntropy operation, in BackwardArguments arguments)
    {
        if (!arguments.Wants(0))
        {
            return;
        }

        CrossEntropyTargets targets = CrossEntropyTargets.Create(operation, arguments.Inputs);
        var job = new BackwardJob
        {
            Targets = targets,
            Probabilities = arguments.Saved[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Scale = LossReduction.Scale(*arguments.Upstream[0].Floats, *arguments.Saved[1].Floats),
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, targets.Positions, RowMath.RowsOfAChunk(targets.Classes), arguments.Degree);
    }

    private struct ForwardJob : IRangeJob
    {
        public float* Logits;
        public CrossEntropyTargets Targets;
        public float* Probabilities;
        public nint Grain;

        /// <summary>Two sums a chunk: loss and weight.</summary>
        public double* Sums;

        public readonly void Run(nint start, nint end)
        {
            nint classes = Targets.Classes, inner = Targets.Inner;
            double sum = 0, weights = 0;
            for (nint i = start; i < end; i++)
            {
                float* x = Logits + Targets.Offset(i);
                float* p = Probabilities + i * classes;
                float weight = Targets.Weight(i);
                if (weight == 0)
                {
                    // It may hold anything; its probabilities only have to be finite.
                    new Span<float>(p, (int)classes).Clear();
                    continue;
                }

                if (inner != 1)
                {
                    for (nint k = 0; k < classes; k++)
                    {
                        p[k] = x[k * inner];
                    }

                    x = p;
                }

                RowMath.Subtract(x, RowMath.Max(x, classes), p, classes);
                sum -= weight * Targets.Dot(i, p);
                weights += (double)weight * Targets.Share(i);
            }

            RowMath.Exp(Probabilities + start * classes, (end - start) * classes);
            for (nint i = start; i < end; i++)
            {
                float* p = Probabilities + i * classes;
                float total = RowMath.Sum(p, classes);
                float weight = Targets.Weight(i);
                sum += weight == 0 ? 0 : weight * Targets.Mass(i) * MathF.Log(total);
                RowMath.Scale(p, 1 / total, classes);
            }

            Sums[2 * (start / Grain)] = sum;
            Sums[2 * (start / Grain) + 1] = weights;
        }
    }

    private struct BackwardJob : IRangeJob
    {
        public CrossEntropyTargets Targets;
        public float* Probabilities;
        public float* Gradient;
        public float Scale;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            nint classes = Targets.Classes, inner = Targets.Inner;
            for (nint i = start; i < end; i++)
            {
                float* p = Probabilities + i * classes;
                float* dx = Gradient + Targets.Offset(i);

                // A weight of 0: the target may be no class, and the scale times 0 may be no number.
                float weight = Targets.Weight(i);
                float scale = weight == 0 ? 0 : Scale * weight;
                float factor = weight == 0 ? 0 : (float)(scale * Targets.Mass(i));
                if (inner == 1 && !Accumulate)
                {
                    for (nint k = 0; k < classes; k++)
                    {
                        dx[k] = factor * p[k];
                    }
                }
                else
                {
                    for (nint k = 0; k < classes; k++)
                    {
                        dx[k * inner] = (Accumulate ? dx[k * inner] : 0) + factor * p[k];
                    }
                }

                if (weight != 0)
                {
                    Targets.Subtract(i, dx, scale);
                }
            }
        }
    }
}
