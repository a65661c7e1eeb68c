using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A recurrence forward: the input's product of all steps at once, then step by step the state's product and the cell. Saves the plan, and for each direction
/// the gates and the incoming states, packed as <see cref="SequencePlan"/> says, and what the cell asks for.
/// </summary>
internal static unsafe class RecurrentForward<TCell>
    where TCell : IRecurrentCell
{
    /// <summary>Up to so many rows the weights are read along the state, else along the gates.</summary>
    private const nint FewRows = 4;

    public static void Run(RecurrentOperation operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        nint batch = shape[0], time = shape[1], features = shape[2];
        nint hidden = arguments.Outputs[1].NodeOrNull!.Shape[2], width = operation.GateCount * hidden;
        bool saves = arguments.Saved is not null;
        int directions = operation.Directions, degree = arguments.Degree;

        nint planSize = SequencePlan.Size(batch, time);
        using var planRoom = new Scratch(saves ? 0 : planSize);
        int* planMemory = saves ? Save(arguments, planSize, 1, ElementType.Int32).Ints : (int*)planRoom.Floats;
        int* lengths = operation.HasLengths ? arguments.Inputs[operation.LengthsIndex].Ints : null;
        SequencePlan plan = SequencePlan.Create(operation.GetType().Name, lengths, planMemory, batch, time);
        nint total = plan.Total;

        using var packed = new Scratch(total * features);
        plan.Pack(x.Floats, packed.Floats, features, degree);
        using var gates = new Scratch(saves ? 0 : directions * total * width);
        using var weights = new Scratch(directions * hidden * width);
        using var biases = new Scratch(directions * width);
        using var states = new Scratch(directions * operation.StateCount * batch * hidden);
        using var products = new Scratch(TCell.AddsProducts ? 0 : directions * batch * width);
        var job = new Job
        {
            Plan = plan,
            Total = total,
            Hidden = hidden,
            Width = width,
            YWidth = directions * hidden,
            Y = arguments.Outputs[0].Floats,
            Saves = saves,
            Degree = degree,
            RowsOfAChunk = RecurrentChunks.RowsOfAChunk(batch, hidden * width),
        };
        for (int i = 0; i < directions; i++)
        {
            ReadOnlySpan<Tensor> inputs = arguments.Inputs[operation.WeightIndex(i)..];
            float* bias = operation.HasBias ? biases.Floats + i * width : null;
            if (operation.HasBias)
            {
                AddBiases(inputs[2].Floats, TCell.AddsProducts ? inputs[3].Floats : null, bias, width);
            }

            var direction = new Direction
            {
                Gates = saves ? Save(arguments, total, width).Floats : gates.Floats + i * total * width,
                Incoming = saves ? Save(arguments, total, hidden).Floats : null,
                Extra = saves && TCell.ExtraCount > 0 ? Save(arguments, total, TCell.ExtraCount * hidden).Floats : null,
                WeightHh = inputs[1].Floats,
                Transposed = weights.Floats + i * hidden * width,
                BiasHh = operation.HasBias ? inputs[3].Floats : null,
                Product = products.Floats + (TCell.AddsProducts ? 0 : i * batch * width),
                State = states.Floats + i * operation.StateCount * batch * hidden,
                FinalState = arguments.Outputs[1].Floats + i * batch * hidden,
            };
            if (operation.HasInitialState)
            {
                direction.InitialState = arguments.Inputs[operation.InitialStateIndex].Floats + i * batch * hidden;
            }

            if (operation.StateCount == 2)
            {
                direction.Cell = direction.State + batch * hidden;
                direction.FinalCell = arguments.Outputs[2].Floats + i * batch * hidden;
                direction.InitialCell = operation.HasInitialState
                    ? arguments.Inputs[operation.InitialStateIndex + 1].Floats + i * batch * hidden
                    : null;
            }

            if (batch > FewRows)
            {
                Transpose(direction.WeightHh, direction.Transposed, width, hidden);
            }

            var projection = new GemmProblem
            {
                M = total,
                N = width,
                K = features,
                A = GemmMatrix.RowMajor(packed.Floats, features),
                B = GemmMatrix.RowMajor(inputs[0].Floats, features).Transposed,
                C = direction.Gates,
                CStride = width,
                Bias = bias,
            };
            Gemm.Run(ref projection, degree);
            (i == 0 ? ref job.First : ref job.Second) = direction;
        }

        RecurrentChunks.Run(ref job, batch, job.RowsOfAChunk, directions, degree);
    }

    private static Tensor Save(in ForwardArguments arguments, nint rows, nint columns, ElementType elementType = ElementType.Float32)
    {
        Tensor tensor = arguments.Scope.Allocate([checked((int)rows), checked((int)columns)], elementType);
        arguments.Saved!.Add(tensor);
        return tensor;
    }

    private static void AddBiases(float* left, float* right, float* target, nint length)
    {
        for (nint i = 0; i < length; i++)
        {
            target[i] = right is null ? left[i] : left[i] + right[i];
        }
    }

    private static void Transpose(float* source, float* target, nint rows, nint columns)
    {
        for (nint j = 0; j < columns; j++)
        {
            for (nint i = 0; i < rows; i++)
            {
                target[j * rows + i] = source[i * columns + j];
            }
        }
    }

    private struct Direction
    {
        public float* Gates, Incoming, Extra;
        public float* WeightHh, Transposed, BiasHh;

        /// <summary>In sorted order, of all rows.</summary>
        public float* Product, State, Cell;
        public float* InitialState, InitialCell, FinalState, FinalCell;
    }

    /// <summary>Chunks of rows of the first direction, then of the second, each through all steps.</summary>
    private struct Job : IRangeJob
    {
        public SequencePlan Plan;
        public nint Total, Hidden, Width, YWidth, RowsOfAChunk;
        public float* Y;
        public bool Saves;
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
            Plan.Gather(direction.InitialState, direction.State, Hidden, start, end);
            if (direction.Cell is not null)
            {
                Plan.Gather(direction.InitialCell, direction.Cell, Hidden, start, end);
            }

            float* y = Y + (reverse ? Hidden : 0);
            nint place = reverse ? Total : 0;
            for (nint i = 0; i < Plan.Time; i++)
            {
                nint step = reverse ? Plan.Time - 1 - i : i;
                place -= reverse ? Plan.Counts[step] : 0;
                nint rows = Math.Min(Plan.Counts[step], end) - start;
                if (rows > 0)
                {
                    RunStep(direction, y + step * YWidth, place + start, start, rows);
                }

                place += reverse ? 0 : Plan.Counts[step];
            }

            Plan.Scatter(direction.State, direction.FinalState, Hidden, accumulate: false, start, end);
            if (direction.Cell is not null)
            {
                Plan.Scatter(direction.Cell, direction.FinalCell, Hidden, accumulate: false, start, end);
            }

            for (nint row = start; row < end; row++)
            {
                for (nint step = Plan.Lengths[row]; step < Plan.Time; step++)
                {
                    new Span<float>(y + (Plan.Rows[row] * Plan.Time + step) * YWidth, (int)Hidden).Clear();
                }
            }
        }

        private readonly void RunStep(in Direction direction, float* y, nint place, nint start, nint rows)
        {
            var job = new StepJob
            {
                Step = new RecurrentStep
                {
                    Hidden = Hidden,
                    Gates = direction.Gates + place * Width,
                    Product = TCell.AddsProducts ? null : direction.Product + start * Width,
                    Extra = direction.Extra is null ? null : direction.Extra + place * TCell.ExtraCount * Hidden,
                    State = direction.State + start * Hidden,
                    Cell = direction.Cell is null ? null : direction.Cell + start * Hidden,
                    Saves = Saves,
                },
                Y = y,
                Rows = Plan.Rows + start,
                YStride = Plan.Time * YWidth,
            };
            if (Saves)
            {
                SequencePlan.Copy(job.Step.State, direction.Incoming + place * Hidden, rows * Hidden);
            }

            bool transposed = Plan.Batch > FewRows;
            var product = new GemmProblem
            {
                M = rows,
                N = Width,
                K = Hidden,
                A = GemmMatrix.RowMajor(job.Step.State, Hidden),
                B = transposed ? GemmMatrix.RowMajor(direction.Transposed, Width) : GemmMatrix.RowMajor(direction.WeightHh, Hidden).Transposed,
                C = TCell.AddsProducts ? job.Step.Gates : job.Step.Product,
                CStride = Width,
                Accumulate = TCell.AddsProducts,
                Bias = TCell.AddsProducts ? null : direction.BiasHh,
            };
            Gemm.Run(ref product, Degree);
            WorkerCrew.Shared.Run(ref job, rows, RowMath.RowsOfAChunk(Width), Degree);
        }
    }

    /// <summary>The cell over the rows of a step, and their outputs.</summary>
    private struct StepJob : IRangeJob
    {
        public RecurrentStep Step;
        public float* Y;
        public int* Rows;
        public nint YStride;

        public readonly void Run(nint start, nint end)
        {
            if (SimdLength.Is512)
            {
                TCell.Forward<Simd512, Vector512<float>>(Step, start, end);
            }
            else if (SimdLength.Is256)
            {
                TCell.Forward<Simd256, Vector256<float>>(Step, start, end);
            }
            else
            {
                TCell.Forward<Simd128, Vector128<float>>(Step, start, end);
            }

            for (nint row = start; row < end; row++)
            {
                SequencePlan.Copy(Step.State + row * Step.Hidden, Y + Rows[row] * YStride, Step.Hidden);
            }
        }
    }
}
