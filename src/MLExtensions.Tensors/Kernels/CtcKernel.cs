using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// loss = sum_i s_i loss_i, s_i = w_i / (max(length_i, 1) sum w) for the mean, w_i for the sum and w_i / sum w for the mean over the batch; loss_i and its
/// gradient are <see cref="CtcAlignment"/>'s. Saves the gradient.
/// </summary>
internal sealed unsafe class CtcKernel : Kernel<ConnectionistTemporalClassification>
{
    protected override void Forward(ConnectionistTemporalClassification operation, in ForwardArguments arguments)
    {
        Shape shape = arguments.Inputs[0].NodeOrNull!.Shape;
        nint batch = shape[1];
        float* weights = arguments.Inputs.Length == 5 ? arguments.Inputs[4].Floats : null;
        double weight = RowWeights.Total(weights, batch);
        float* gradient = null;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate(shape);
            arguments.Saved.Add(saved);
            gradient = saved.Floats;
        }

        using var losses = new Scratch(2 * batch);
        var job = new Job
        {
            Logits = arguments.Inputs[0].Floats,
            Targets = arguments.Inputs[1].Ints,
            InputLengths = arguments.Inputs[2].Ints,
            TargetLengths = arguments.Inputs[3].Ints,
            Weights = weights,
            Time = shape[0],
            Batch = batch,
            Classes = shape[2],
            Longest = arguments.Inputs[1].NodeOrNull!.Shape[1],
            Blank = operation.Blank,
            ZeroInfinity = operation.ZeroInfinity,
            Divisor = LossReduction.Divisor(operation.Reduction, weight, weight),
            DividesByLength = operation.Reduction == Reduction.Mean,
            Losses = losses.Doubles,
            Gradient = gradient,
        };
        for (nint row = 0; row < batch; row++)
        {
            job.CheckRow(row);
        }

        WorkerCrew.Shared.Run(ref job, batch, 1, arguments.Degree);

        double loss = 0;
        for (nint row = 0; row < batch; row++)
        {
            loss += losses.Doubles[row];
        }

        *arguments.Outputs[0].Floats = (float)loss;
    }

    protected override void Backward(ConnectionistTemporalClassification operation, in BackwardArguments arguments)
    {
        if (arguments.Wants(0))
        {
            var job = new ScaleJob
            {
                Source = arguments.Saved[0].Floats,
                Target = arguments.Gradients[0].Floats,
                Scale = *arguments.Upstream[0].Floats,
                Accumulate = arguments.Accumulate[0],
            };
            WorkerCrew.Shared.Run(ref job, arguments.Saved[0].Length, Elementwise.Grain, arguments.Degree);
        }
    }

    private struct Job : IRangeJob
    {
        public float* Logits;
        public int* Targets;
        public int* InputLengths;
        public int* TargetLengths;
        public float* Weights;
        public nint Time, Batch, Classes, Longest;
        public int Blank;
        public bool ZeroInfinity;
        public bool DividesByLength;

        /// <summary>What the sum of all rows is divided by.</summary>
        public double Divisor;

        /// <summary>One a row, with its share of the whole.</summary>
        public double* Losses;

        /// <summary>Null where it is not wanted.</summary>
        public float* Gradient;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float weight = Weights is null ? 1 : Weights[row];
                Losses[row] = 0;
                nint steps = 0;
                if (!(weight <= 0))
                {
                    steps = InputLengths[row];
                    int length = TargetLengths[row];
                    double share = weight / (DividesByLength ? Math.Max(length, 1) * Divisor : Divisor);
                    var alignment = new CtcAlignment
                    {
                        Logits = Logits + row * Classes,
                        Gradient = Gradient is null ? null : Gradient + row * Classes,
                        Stride = Batch * Classes,
                        Classes = Classes,
                        Steps = steps,
                        Labels = Targets + row * Longest,
                        Length = length,
                        Blank = Blank,
                    };
                    double loss = alignment.Run(share);
                    bool impossible = double.IsPositiveInfinity(loss);
                    Losses[row] = impossible && ZeroInfinity ? 0 : share * loss;
                    steps = impossible && ZeroInfinity ? 0 : steps;
                }

                for (; Gradient is not null && steps < Time; steps++)
                {
                    new Span<float>(Gradient + (steps * Batch + row) * Classes, (int)Classes).Clear();
                }
            }
        }

        public readonly void CheckRow(nint row)
        {
            if (Weights is not null && Weights[row] <= 0)
            {
                return;
            }

            if ((uint)InputLengths[row] > (uint)Time)
            {
                throw new ArgumentException(
                    $"ConnectionistTemporalClassification: the input length of row {row} is {InputLengths[row]}; expected 0 to {Time}, the steps of the logits.");
            }

            if ((uint)TargetLengths[row] > (uint)Longest)
            {
                throw new ArgumentException(
                    $"ConnectionistTemporalClassification: the target length of row {row} is {TargetLengths[row]}; expected 0 to {Longest}, what the targets have room for.");
            }

            for (nint i = 0; i < TargetLengths[row]; i++)
            {
                int label = Targets[row * Longest + i];
                if ((uint)label >= (uint)Classes || label == Blank)
                {
                    throw new ArgumentException(
                        $"ConnectionistTemporalClassification: label {i} of row {row} is {label}; expected a class, 0 to {Classes - 1}, other than the blank, {Blank}.");
                }
            }
        }
    }

    private struct ScaleJob : IRangeJob
    {
        public float* Source;
        public float* Target;
        public float Scale;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            var source = new ReadOnlySpan<float>(Source + start, (int)(end - start));
            var target = new Span<float>(Target + start, source.Length);
            if (Accumulate)
            {
                TensorPrimitives.MultiplyAdd(source, Scale, target, target);
            }
            else
            {
                TensorPrimitives.Multiply(source, Scale, target);
            }
        }
    }
}
