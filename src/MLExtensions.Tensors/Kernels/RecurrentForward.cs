using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A recurrence forward: step by step the product of the state and the features with weights that are packed once, and the cell. Saves the plan, and for each
/// direction the gates, packed as <see cref="SequencePlan"/> says, and what the cell asks for.
/// </summary>
internal static unsafe class RecurrentForward<TCell>
    where TCell : IRecurrentCell
{
    /// <summary>Up to so many rows of all steps, packing the weights costs more than it gives.</summary>
    private const nint FewRows = 8;

    public static void Run(RecurrentOperation operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        nint batch = shape[0], time = shape[1], features = shape[2];
        nint hidden = arguments.Outputs[1].NodeOrNull!.Shape[2], width = operation.GateCount * hidden;
        bool saves = arguments.Saved is not null;
        int directions = operation.Directions, degree = arguments.Degree;
        var layout = new RecurrentLayout(batch, features, hidden, width, TCell.AddsProducts);

        nint planSize = SequencePlan.Size(batch, time);
        using var planRoom = new Scratch(saves ? 1 : planSize);
        int* planMemory = saves ? Save(arguments, planSize, 1, ElementType.Int32).Ints : (int*)planRoom.Floats;
        int* lengths = operation.HasLengths ? arguments.Inputs[operation.LengthsIndex].Ints : null;
        SequencePlan plan = SequencePlan.Create(operation.GetType().Name, lengths, planMemory, batch, time);
        nint total = plan.Total, room = PanelProduct.Room(width), depth = hidden + features;
        bool packs = total > FewRows;

        using var panels = new Scratch(packs ? directions * depth * room : 1);
        using var biases = new Scratch(directions * 2 * room);
        var job = new Job
        {
            Layout = layout,
            Plan = plan,
            Total = total,
            X = x.Floats,
            Y = arguments.Outputs[0].Floats,
            YWidth = directions * hidden,
            Degree = layout.IsWhole ? degree : 1,
        };
        for (int i = 0; i < directions; i++)
        {
            ReadOnlySpan<Tensor> inputs = arguments.Inputs[operation.WeightIndex(i)..];
            var direction = new Direction
            {
                Gates = saves ? Save(arguments, total, width).Floats : null,
                Extra = saves && TCell.ExtraCount > 0 ? Save(arguments, total, TCell.ExtraCount * hidden).Floats : null,
                WeightIh = inputs[0].Floats,
                WeightHh = inputs[1].Floats,
                Panels = packs ? panels.Floats + i * depth * room : null,
                FinalState = arguments.Outputs[1].Floats + i * batch * hidden,
            };
            if (operation.HasBias)
            {
                direction.BiasIh = biases.Floats + i * 2 * room;
                direction.BiasHh = TCell.AddsProducts ? null : direction.BiasIh + room;
                CopyBiases(inputs[2].Floats, inputs[3].Floats, direction.BiasIh, room, width);
            }

            if (operation.HasInitialState)
            {
                direction.InitialState = arguments.Inputs[operation.InitialStateIndex].Floats + i * batch * hidden;
            }

            if (operation.StateCount == 2)
            {
                direction.FinalCell = arguments.Outputs[2].Floats + i * batch * hidden;
                direction.InitialCell = operation.HasInitialState
                    ? arguments.Inputs[operation.InitialStateIndex + 1].Floats + i * batch * hidden
                    : null;
            }

            if (packs)
            {
                Pack(direction, layout, degree);
            }

            (i == 0 ? ref job.First : ref job.Second) = direction;
        }

        WorkerCrew.Shared.Run(ref job, directions * layout.Chunks, 1, layout.IsWhole ? 1 : degree);
    }

    private static Tensor Save(in ForwardArguments arguments, nint rows, nint columns, ElementType elementType = ElementType.Float32)
    {
        Tensor tensor = arguments.Scope.Allocate([checked((int)rows), checked((int)columns)], elementType);
        arguments.Saved!.Add(tensor);
        return tensor;
    }

    /// <summary>Both as one where the cell adds the products; padded with zeros.</summary>
    private static void CopyBiases(float* ih, float* hh, float* target, nint room, nint width)
    {
        new Span<float>(target, checked((int)(2 * room))).Clear();
        for (nint i = 0; i < width; i++)
        {
            target[i] = TCell.AddsProducts ? ih[i] + hh[i] : ih[i];
            target[room + i] = hh[i];
        }
    }

    /// <summary>The state's weights over those of the features where their products are added, else one after the other.</summary>
    private static void Pack(in Direction direction, in RecurrentLayout layout, int degree)
    {
        nint hidden = layout.Hidden, features = layout.Features, width = layout.Width;
        GemmMatrix ofState = GemmMatrix.RowMajor(direction.WeightHh, hidden).Transposed;
        GemmMatrix ofFeatures = GemmMatrix.RowMajor(direction.WeightIh, features).Transposed;
        if (TCell.AddsProducts)
        {
            PanelProduct.Pack(ofState, hidden, ofFeatures, features, width, direction.Panels, degree);
            return;
        }

        PanelProduct.Pack(ofState, hidden, default, 0, width, direction.Panels, degree);
        PanelProduct.Pack(ofFeatures, features, default, 0, width, direction.Panels + hidden * PanelProduct.Room(width), degree);
    }

    private struct Direction
    {
        public float* Gates, Extra;
        public float* WeightIh, WeightHh, Panels, BiasIh, BiasHh;
        public float* InitialState, InitialCell, FinalState, FinalCell;
    }

    /// <summary>Chunks of rows of the first direction, then of the second, each through all steps.</summary>
    private struct Job : IRangeJob
    {
        public RecurrentLayout Layout;
        public SequencePlan Plan;
        public nint Total, YWidth;
        public float* X, Y;

        /// <summary>How many threads take a step together.</summary>
        public int Degree;
        public Direction First, Second;

        public readonly void Run(nint start, nint end)
        {
            for (nint i = start; i < end; i++)
            {
                nint row = i % Layout.Chunks * Layout.RowsOfChunk;
                RunRows(i < Layout.Chunks ? First : Second, reverse: i >= Layout.Chunks, row, Math.Min(row + Layout.RowsOfChunk, Plan.Batch));
            }
        }

        private readonly void RunRows(in Direction direction, bool reverse, nint start, nint end)
        {
            if (start >= end)
            {
                return;
            }

            nint hidden = Layout.Hidden, inputLength = Layout.RowsOfChunk * Layout.InputStride, sumsLength = Layout.RowsOfChunk * Layout.SumsStride;
            using var scratch = new Scratch(inputLength + 2 * sumsLength + Layout.RowsOfChunk * hidden);
            var step = new RecurrentStep
            {
                Hidden = hidden,
                State = scratch.Floats,
                StateStride = Layout.InputStride,
                Sums = scratch.Floats + inputLength,
                Product = scratch.Floats + inputLength + sumsLength,
                SumsStride = Layout.SumsStride,
                Cell = scratch.Floats + inputLength + 2 * sumsLength,
                Rows = Plan.Rows + start,
                YStride = Plan.Time * YWidth,
            };
            Plan.Gather(direction.InitialState, step.State, step.StateStride, hidden, start, end);
            if (direction.FinalCell is not null)
            {
                Plan.Gather(direction.InitialCell, step.Cell, hidden, hidden, start, end);
            }

            float* y = Y + (reverse ? hidden : 0);
            nint place = reverse ? Total : 0;
            for (nint i = 0; i < Plan.Time; i++)
            {
                nint time = reverse ? Plan.Time - 1 - i : i;
                place -= reverse ? Plan.Counts[time] : 0;
                nint rows = Math.Min(Plan.Counts[time], end) - start;
                if (rows > 0)
                {
                    step.Y = y + time * YWidth;
                    step.Gates = direction.Gates is null ? null : direction.Gates + (place + start) * Layout.Width;
                    step.Extra = direction.Extra is null ? null : direction.Extra + (place + start) * TCell.ExtraCount * hidden;
                    RunStep(direction, step, time, rows);
                }

                place += reverse ? 0 : Plan.Counts[time];
            }

            Plan.Scatter(step.State, step.StateStride, direction.FinalState, hidden, accumulate: false, start, end);
            if (direction.FinalCell is not null)
            {
                Plan.Scatter(step.Cell, hidden, direction.FinalCell, hidden, accumulate: false, start, end);
            }

            for (nint row = start; row < end; row++)
            {
                for (nint time = Plan.Lengths[row]; time < Plan.Time; time++)
                {
                    new Span<float>(y + (Plan.Rows[row] * Plan.Time + time) * YWidth, (int)hidden).Clear();
                }
            }
        }

        private readonly void RunStep(in Direction direction, in RecurrentStep step, nint time, nint rows)
        {
            nint features = Layout.Features;
            for (nint row = 0; row < rows; row++)
            {
                SequencePlan.Copy(X + (step.Rows[row] * Plan.Time + time) * features, step.State + row * step.StateStride + Layout.FeatureOffset, features);
            }

            Multiply(direction, step, rows);
            VectorRange<CellJob>.Run(new CellJob { Step = step }, rows, Degree == 1 ? rows : RowMath.RowsOfAChunk(Layout.Width), Degree);
        }

        private readonly void Multiply(in Direction direction, in RecurrentStep step, nint rows)
        {
            nint hidden = Layout.Hidden, features = Layout.Features;
            if (direction.Panels is null)
            {
                MultiplyInPlace(rows, features, step.State + Layout.FeatureOffset, direction.WeightIh, step.Sums, direction.BiasIh, accumulate: false);
                MultiplyInPlace(
                    rows, hidden, step.State, direction.WeightHh, TCell.AddsProducts ? step.Sums : step.Product, direction.BiasHh, TCell.AddsProducts);
                return;
            }

            var product = new PanelProduct
            {
                Rows = rows,
                Columns = Layout.Width,
                K = TCell.AddsProducts ? hidden + features : hidden,
                A = step.State,
                AStride = step.StateStride,
                Panels = direction.Panels,
                C = TCell.AddsProducts ? step.Sums : step.Product,
                CStride = step.SumsStride,
                Bias = TCell.AddsProducts ? direction.BiasIh : direction.BiasHh,
            };
            product.Run(Degree);
            if (!TCell.AddsProducts)
            {
                product.K = features;
                product.A = step.State + Layout.FeatureOffset;
                product.Panels = direction.Panels + hidden * PanelProduct.Room(Layout.Width);
                product.C = step.Sums;
                product.Bias = direction.BiasIh;
                product.Run(Degree);
            }
        }

        private readonly void MultiplyInPlace(nint rows, nint depth, float* a, float* weight, float* c, float* bias, bool accumulate)
        {
            var problem = new GemmProblem
            {
                M = rows,
                N = Layout.Width,
                K = depth,
                A = GemmMatrix.RowMajor(a, Layout.InputStride),
                B = GemmMatrix.RowMajor(weight, depth).Transposed,
                C = c,
                CStride = Layout.SumsStride,
                Bias = bias,
                Accumulate = accumulate,
            };
            Gemm.Run(ref problem, Degree);
        }
    }

    private struct CellJob : IVectorJob
    {
        public RecurrentStep Step;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct => TCell.Forward<TSimd, TVector>(Step, start, end);
    }
}
