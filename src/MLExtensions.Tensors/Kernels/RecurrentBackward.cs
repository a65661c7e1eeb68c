using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A recurrence backward through time: step by step the cell and the product with weight_hh give the gradients of all gates; then weights, biases and x have theirs
/// from those of all steps at once.
/// </summary>
internal static unsafe class RecurrentBackward<TCell>
    where TCell : IRecurrentCell
{
    public static void Run(RecurrentOperation operation, in BackwardArguments arguments)
    {
        Shape shape = arguments.Inputs[0].NodeOrNull!.Shape;
        nint batch = shape[0], time = shape[1], features = shape[2];
        nint hidden = arguments.Outputs[1].NodeOrNull!.Shape[2], width = operation.GateCount * hidden;
        int directions = operation.Directions, states = operation.StateCount, degree = arguments.Degree;
        SequencePlan plan = SequencePlan.Read(arguments.Saved[0].Ints, batch, time);
        nint total = plan.Total;

        using var gateGradients = new Scratch(directions * total * width);
        using var productGradients = new Scratch(TCell.AddsProducts ? 0 : directions * total * width);
        using var stateGradients = new Scratch(directions * states * batch * hidden);
        var job = new Job
        {
            Plan = plan,
            Total = total,
            Hidden = hidden,
            Width = width,
            YWidth = directions * hidden,
            DY = arguments.Upstream[0].IsDefault ? null : arguments.Upstream[0].Floats,
            Degree = degree,
            RowsOfAChunk = RecurrentChunks.RowsOfAChunk(batch, hidden * width),
        };
        for (int i = 0; i < directions; i++)
        {
            ReadOnlySpan<Tensor> saved = arguments.Saved[(1 + i * (TCell.ExtraCount > 0 ? 3 : 2))..];
            float* gradients = gateGradients.Floats + i * total * width;
            float* state = stateGradients.Floats + i * states * batch * hidden;
            (i == 0 ? ref job.First : ref job.Second) = new Direction
            {
                Gates = saved[0].Floats,
                Incoming = saved[1].Floats,
                Extra = TCell.ExtraCount > 0 ? saved[2].Floats : null,
                WeightHh = arguments.Inputs[operation.WeightIndex(i) + 1].Floats,
                InputGradients = gradients,
                StateGradients = TCell.AddsProducts ? gradients : productGradients.Floats + i * total * width,
                State = state,
                Cell = states == 2 ? state + batch * hidden : null,
                FinalState = Upstream(arguments, 1, i * batch * hidden),
                FinalCell = states == 2 ? Upstream(arguments, 2, i * batch * hidden) : null,
            };
        }

        RecurrentChunks.Run(ref job, batch, job.RowsOfAChunk, directions, degree);

        // Destinations are written in the order of the inputs: one may be there twice.
        if (arguments.Wants(0))
        {
            using var packed = new Scratch(total * features);
            for (int i = 0; i < directions; i++)
            {
                float* weight = arguments.Inputs[operation.WeightIndex(i)].Floats;
                GemmMatrix gradients = GemmMatrix.RowMajor((i == 0 ? job.First : job.Second).InputGradients, width);
                Multiply(total, features, width, gradients, GemmMatrix.RowMajor(weight, features), packed.Floats, accumulate: i > 0, degree);
            }

            plan.Unpack(packed.Floats, arguments.Gradients[0].Floats, features, arguments.Accumulate[0], degree);
        }

        WriteWeights(operation, arguments, plan, features, job);
        WriteStates(operation, arguments, plan, job);
    }

    private static void WriteWeights(RecurrentOperation operation, in BackwardArguments arguments, in SequencePlan plan, nint features, in Job job)
    {
        nint total = job.Total, width = job.Width;
        int degree = arguments.Degree;
        bool wantsX = arguments.Wants(operation.WeightIndex(0)) || (operation.Bidirectional && arguments.Wants(operation.WeightIndex(1)));
        using var packed = new Scratch(wantsX ? total * features : 0);
        if (wantsX)
        {
            plan.Pack(arguments.Inputs[0].Floats, packed.Floats, features, degree);
        }

        for (int i = 0; i < operation.Directions; i++)
        {
            Direction direction = i == 0 ? job.First : job.Second;
            GemmMatrix inputGradients = GemmMatrix.RowMajor(direction.InputGradients, width).Transposed;
            GemmMatrix stateGradients = GemmMatrix.RowMajor(direction.StateGradients, width).Transposed;
            int weight = operation.WeightIndex(i);
            if (arguments.Wants(weight))
            {
                Multiply(
                    width, features, total, inputGradients, GemmMatrix.RowMajor(packed.Floats, features), arguments.Gradients[weight].Floats,
                    arguments.Accumulate[weight], degree);
            }

            if (arguments.Wants(++weight))
            {
                Multiply(
                    width, job.Hidden, total, stateGradients, GemmMatrix.RowMajor(direction.Incoming, job.Hidden), arguments.Gradients[weight].Floats,
                    arguments.Accumulate[weight], degree);
            }

            if (!operation.HasBias)
            {
                continue;
            }

            if (arguments.Wants(++weight))
            {
                ColumnSums.Run(direction.InputGradients, total, width, arguments.Gradients[weight].Floats, arguments.Accumulate[weight], degree);
            }

            if (arguments.Wants(++weight))
            {
                ColumnSums.Run(direction.StateGradients, total, width, arguments.Gradients[weight].Floats, arguments.Accumulate[weight], degree);
            }
        }
    }

    private static void WriteStates(RecurrentOperation operation, in BackwardArguments arguments, in SequencePlan plan, in Job job)
    {
        nint size = plan.Batch * job.Hidden;
        for (int state = 0; operation.HasInitialState && state < operation.StateCount; state++)
        {
            int input = operation.InitialStateIndex + state;
            for (int i = 0; i < operation.Directions && arguments.Wants(input); i++)
            {
                Direction direction = i == 0 ? job.First : job.Second;
                float* target = arguments.Gradients[input].Floats + i * size;
                plan.Scatter(state == 0 ? direction.State : direction.Cell, target, job.Hidden, arguments.Accumulate[input], 0, plan.Batch);
            }
        }
    }

    private static float* Upstream(in BackwardArguments arguments, int output, nint offset) =>
        arguments.Upstream[output].IsDefault ? null : arguments.Upstream[output].Floats + offset;

    private static void Multiply(nint m, nint n, nint k, GemmMatrix a, GemmMatrix b, float* c, bool accumulate, int degree)
    {
        var problem = new GemmProblem { M = m, N = n, K = k, A = a, B = b, C = c, CStride = n, Accumulate = accumulate };
        Gemm.Run(ref problem, degree);
    }

    private struct Direction
    {
        public float* Gates, Incoming, Extra, WeightHh;
        public float* InputGradients, StateGradients;

        /// <summary>Gradients of the states, in sorted order, of all rows.</summary>
        public float* State, Cell;
        public float* FinalState, FinalCell;
    }

    /// <summary>Chunks of rows of the first direction, then of the second, each through all steps.</summary>
    private struct Job : IRangeJob
    {
        public SequencePlan Plan;
        public nint Total, Hidden, Width, YWidth, RowsOfAChunk;
        public float* DY;
        public int Degree;
        public Direction First, Second;

        public readonly void Run(nint start, nint end)
        {
            nint chunks = (Plan.Batch + RowsOfAChunk - 1) / RowsOfAChunk;
            for (nint i = start; i < end; i++)
            {
                nint row = i % chunks * RowsOfAChunk;
                RunRows(i < chunks ? First : Second, reverse: i >= chunks, row, Math.Min(row + RowsOfAChunk, Plan.Batch));
            }
        }

        private readonly void RunRows(in Direction direction, bool reverse, nint start, nint end)
        {
            Plan.Gather(direction.FinalState, direction.State, Hidden, start, end);
            if (direction.Cell is not null)
            {
                Plan.Gather(direction.FinalCell, direction.Cell, Hidden, start, end);
            }

            // The steps of the forward run, last first.
            float* dy = DY is null || !reverse ? DY : DY + Hidden;
            nint place = reverse ? 0 : Total;
            for (nint i = 0; i < Plan.Time; i++)
            {
                nint step = reverse ? i : Plan.Time - 1 - i;
                place -= reverse ? 0 : Plan.Counts[step];
                nint rows = Math.Min(Plan.Counts[step], end) - start;
                if (rows > 0)
                {
                    RunStep(direction, dy is null ? null : dy + step * YWidth, place + start, start, rows);
                }

                place += reverse ? Plan.Counts[step] : 0;
            }
        }

        private readonly void RunStep(in Direction direction, float* dy, nint place, nint start, nint rows)
        {
            var job = new StepJob
            {
                Step = new RecurrentStep
                {
                    Hidden = Hidden,
                    Gates = direction.Gates + place * Width,
                    Extra = direction.Extra is null ? null : direction.Extra + place * TCell.ExtraCount * Hidden,
                    State = direction.State + start * Hidden,
                    Cell = direction.Cell is null ? null : direction.Cell + start * Hidden,
                    Incoming = direction.Incoming + place * Hidden,
                    InputGradients = direction.InputGradients + place * Width,
                    StateGradients = direction.StateGradients + place * Width,
                },
                DY = dy,
                Rows = Plan.Rows + start,
                YStride = Plan.Time * YWidth,
            };
            WorkerCrew.Shared.Run(ref job, rows, RowMath.RowsOfAChunk(Width), Degree);
            Multiply(
                rows, Hidden, Width, GemmMatrix.RowMajor(job.Step.StateGradients, Width), GemmMatrix.RowMajor(direction.WeightHh, Hidden), job.Step.State,
                accumulate: true, Degree);
        }
    }

    /// <summary>The gradients of a step's outputs added to those of the state, and the cell.</summary>
    private struct StepJob : IRangeJob
    {
        public RecurrentStep Step;
        public float* DY;
        public int* Rows;
        public nint YStride;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; DY is not null && row < end; row++)
            {
                SequencePlan.Add(DY + Rows[row] * YStride, Step.State + row * Step.Hidden, Step.Hidden);
            }

            if (SimdLength.Is512)
            {
                TCell.Backward<Simd512, Vector512<float>>(Step, start, end);
            }
            else if (SimdLength.Is256)
            {
                TCell.Backward<Simd256, Vector256<float>>(Step, start, end);
            }
            else
            {
                TCell.Backward<Simd128, Vector128<float>>(Step, start, end);
            }
        }
    }
}
