using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The reduced loss of what compares row by row, and its gradients. Rows that weigh nothing may hold anything.</summary>
internal static unsafe class RowLoss<TLoss>
    where TLoss : unmanaged, IRowLoss
{
    /// <param name="loss">The loss.</param>
    /// <param name="shape">The shape of the first input: a loss for each of its last axis's rows, a weight for each of its first axis's.</param>
    /// <param name="weights">The place of the row weights among the inputs; may lie past them.</param>
    /// <param name="reduction">How the losses become one.</param>
    /// <param name="arguments">Where the output goes.</param>
    public static void Forward(TLoss loss, in Shape shape, int weights, Reduction reduction, in ForwardArguments arguments)
    {
        nint rows = shape.LeadingLength, grain = RowMath.RowsOfAChunk(shape[^1]), chunks = (rows + grain - 1) / grain;
        using var sums = new Scratch(2 * Math.Max(1, chunks));
        var job = new Job
        {
            Loss = loss,
            Weights = arguments.Inputs.Length > weights ? arguments.Inputs[weights].Floats : null,
            RowsOfWeight = Math.Max(1, rows / Math.Max(1, shape[0])),
            Sums = sums.Doubles,
            Grain = grain,
        };
        WorkerCrew.Shared.Run(ref job, rows, grain, arguments.Degree);
        double sum = 0;
        for (nint i = 0; i < chunks; i++)
        {
            sum += sums.Doubles[i];
        }

        *arguments.Outputs[0].Floats = LossReduction.Value(sum, Divisor(job.Weights, shape, reduction));
    }

    public static void Backward(TLoss loss, in Shape shape, int weights, Reduction reduction, in BackwardArguments arguments)
    {
        nint rows = shape.LeadingLength;
        var job = new Job
        {
            Loss = loss,
            Weights = arguments.Inputs.Length > weights ? arguments.Inputs[weights].Floats : null,
            RowsOfWeight = Math.Max(1, rows / Math.Max(1, shape[0])),
        };
        double divisor = Divisor(job.Weights, shape, reduction);
        job.Scale = divisor <= 0 ? 0 : *arguments.Upstream[0].Floats / divisor;
        WorkerCrew.Shared.Run(ref job, rows, RowMath.RowsOfAChunk(shape[^1]), arguments.Degree);
    }

    private static double Divisor(float* weights, in Shape shape, Reduction reduction)
    {
        double weight = RowWeights.Total(weights, shape[0]);
        return LossReduction.Divisor(reduction, weight, shape[0] == 0 ? 0 : weight * (shape.LeadingLength / shape[0]));
    }

    private struct Job : IRangeJob
    {
        public TLoss Loss;
        public float* Weights;
        public nint RowsOfWeight;

        /// <summary>Forward: one sum a chunk. Else null.</summary>
        public double* Sums;
        public nint Grain;
        public double Scale;

        public readonly void Run(nint start, nint end)
        {
            double sum = 0;
            for (nint row = start; row < end; row++)
            {
                float weight = Weights is null ? 1 : Weights[row / RowsOfWeight];
                bool counts = !(weight <= 0);
                if (Sums is null)
                {
                    Loss.Differentiate(row, counts ? Scale * weight : 0);
                }
                else
                {
                    sum += counts ? weight * Loss.Loss(row) : 0;
                }
            }

            if (Sums is not null)
            {
                Sums[start / Grain] = sum;
            }
        }
    }
}
