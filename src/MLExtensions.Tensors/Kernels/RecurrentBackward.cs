using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A recurrence backward through time: step by step the cell and the product with weight_hh give the gradients of all gates, and those of x. Weights and biases have
/// theirs from blocks of steps while these are in the cache (<see cref="RecurrentGradients"/>), or, where they are too large for it, from all steps at the end.
/// </summary>
internal static unsafe class RecurrentBackward<TCell>
    where TCell : IRecurrentCell
{
    public static void Run(RecurrentOperation operation, in BackwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        nint batch = shape[0], time = shape[1], features = shape[2];
        nint hidden = arguments.Outputs[1].NodeOrNull!.Shape[2], width = operation.GateCount * hidden;
        int directions = operation.Directions, states = operation.StateCount, degree = arguments.Degree;
        SequencePlan plan = SequencePlan.Read(arguments.Saved[0].Ints, batch, time);
        nint total = plan.Total;
        var layout = new RecurrentLayout(batch, features, hidden, width, TCell.AddsProducts);
        bool wantsX = arguments.Wants(0), wantsWeights = false;
        for (int i = operation.WeightIndex(0); i < operation.WeightIndex(directions); i++)
        {
            wantsWeights |= arguments.Wants(i);
        }

        // Either each chunk has the gates' gradients of a few steps, or those of all steps are kept.
        bool keeps = !layout.FusesGradients, apart = !TCell.AddsProducts;
        nint hiddenRoom = PanelProduct.Room(hidden), featureRoom = PanelProduct.Room(features);
        using var gateGradients = new Scratch(keeps ? directions * total * width : 1);
        using var productGradients = new Scratch(keeps && apart ? directions * total * width : 1);
        using var incoming = new Scratch(keeps ? directions * total * hidden : 1);
        using var partials = new Scratch(keeps ? 1 : directions * layout.Chunks * layout.PartialLength);
        using var stateGradients = new Scratch(directions * states * batch * hidden);
        using var statePanels = new Scratch(directions * width * hiddenRoom);
        using var featurePanels = new Scratch(wantsX ? directions * width * featureRoom : 1);
        using var xGradients = new Scratch(wantsX ? directions * total * features : 1);
        var job = new Job
        {
            Layout = layout,
            Plan = plan,
            Total = total,
            YWidth = directions * hidden,
            X = x.Floats,
            Y = arguments.Outputs[0].Floats,
            DY = arguments.Upstream[0].IsDefault ? null : arguments.Upstream[0].Floats,
            WantsWeights = wantsWeights,
            Degree = layout.IsWhole ? degree : 1,
        };
        for (int i = 0; i < directions; i++)
        {
            int weight = operation.WeightIndex(i);
            ReadOnlySpan<Tensor> saved = arguments.Saved[(1 + i * (TCell.ExtraCount > 0 ? 2 : 1))..];
            float* gradients = gateGradients.Floats + (keeps ? i * total * width : 0);
            float* state = stateGradients.Floats + i * states * batch * hidden;
            var direction = new Direction
            {
                Gates = saved[0].Floats,
                Extra = TCell.ExtraCount > 0 ? saved[1].Floats : null,
                InitialState = operation.HasInitialState ? arguments.Inputs[operation.InitialStateIndex].Floats + i * batch * hidden : null,
                Incoming = keeps ? incoming.Floats + i * total * hidden : null,
                InputGradients = keeps ? gradients : null,
                StateGradients = !keeps ? null : apart ? productGradients.Floats + i * total * width : gradients,
                Partials = keeps ? null : partials.Floats + i * layout.Chunks * layout.PartialLength,
                StatePanels = statePanels.Floats + i * width * hiddenRoom,
                FeaturePanels = wantsX ? featurePanels.Floats + i * width * featureRoom : null,
                XGradients = wantsX ? xGradients.Floats + i * total * features : null,
                State = state,
                Cell = states == 2 ? state + batch * hidden : null,
                FinalState = Upstream(arguments, 1, i * batch * hidden),
                FinalCell = states == 2 ? Upstream(arguments, 2, i * batch * hidden) : null,
            };
            PanelProduct.Pack(GemmMatrix.RowMajor(arguments.Inputs[weight + 1].Floats, hidden), width, default, 0, hidden, direction.StatePanels, degree);
            if (wantsX)
            {
                PanelProduct.Pack(GemmMatrix.RowMajor(arguments.Inputs[weight].Floats, features), width, default, 0, features, direction.FeaturePanels, degree);
            }

            (i == 0 ? ref job.First : ref job.Second) = direction;
        }

        WorkerCrew.Shared.Run(ref job, directions * layout.Chunks, 1, layout.IsWhole ? 1 : degree);

        // Destinations are written in the order of the inputs: one may be there twice.
        for (int i = 0; wantsX && i < directions; i++)
        {
            plan.Unpack(xGradients.Floats + i * total * features, arguments.Gradients[0].Floats, features, arguments.Accumulate[0] || i > 0, degree);
        }

        if (wantsWeights)
        {
            WriteWeights(operation, arguments, job);
        }

        WriteStates(operation, arguments, plan, job);
    }

    private static void WriteWeights(RecurrentOperation operation, in BackwardArguments arguments, in Job job)
    {
        RecurrentLayout layout = job.Layout;
        nint total = job.Total, width = layout.Width, features = layout.Features;
        int degree = arguments.Degree;
        bool packs = !layout.FusesGradients;
        using var packed = new Scratch(packs ? total * features : 1);
        if (packs)
        {
            job.Plan.Pack(job.X, packed.Floats, features, degree);
        }

        for (int i = 0; i < operation.Directions; i++)
        {
            Direction direction = i == 0 ? job.First : job.Second;
            int first = operation.WeightIndex(i);
            for (int j = 0; j < (operation.HasBias ? 4 : 2); j++)
            {
                int index = first + j;
                if (!arguments.Wants(index))
                {
                    continue;
                }

                float* target = arguments.Gradients[index].Floats;
                bool accumulate = arguments.Accumulate[index], ofState = (j & 1) != 0;
                float* gradients = ofState ? direction.StateGradients : direction.InputGradients;
                if (!packs)
                {
                    RecurrentGradients.Sum(layout, direction.Partials, isBias: j >= 2, ofState, !TCell.AddsProducts && ofState, target, accumulate, degree);
                }
                else if (j >= 2)
                {
                    ColumnSums.Run(gradients, total, width, target, accumulate, degree);
                }
                else
                {
                    nint columns = ofState ? layout.Hidden : features;
                    var problem = new GemmProblem
                    {
                        M = width,
                        N = columns,
                        K = total,
                        A = GemmMatrix.RowMajor(gradients, width).Transposed,
                        B = GemmMatrix.RowMajor(ofState ? direction.Incoming : packed.Floats, columns),
                        C = target,
                        CStride = columns,
                        Accumulate = accumulate,
                    };
                    Gemm.Run(ref problem, degree);
                }
            }
        }
    }

    private static void WriteStates(RecurrentOperation operation, in BackwardArguments arguments, in SequencePlan plan, in Job job)
    {
        nint hidden = job.Layout.Hidden;
        for (int state = 0; operation.HasInitialState && state < operation.StateCount; state++)
        {
            int input = operation.InitialStateIndex + state;
            for (int i = 0; i < operation.Directions && arguments.Wants(input); i++)
            {
                Direction direction = i == 0 ? job.First : job.Second;
                float* target = arguments.Gradients[input].Floats + i * plan.Batch * hidden;
                plan.Scatter(state == 0 ? direction.State : direction.Cell, hidden, target, hidden, arguments.Accumulate[input], 0, plan.Batch);
            }
        }
    }

    private static float* Upstream(in BackwardArguments arguments, int output, nint offset) =>
        arguments.Upstream[output].IsDefault ? null : arguments.Upstream[output].Floats + offset;

    private struct Direction
    {
        public float* Gates, Extra, InitialState;

        /// <summary>Of all steps, or null where each chunk has its own.</summary>
        public float* Incoming, InputGradients, StateGradients;

        /// <summary>The gradients of the weights by chunk, or null.</summary>
        public float* Partials;
        public float* StatePanels, FeaturePanels;

        /// <summary>Packed, or null.</summary>
        public float* XGradients;

        /// <summary>Gradients of the states, in sorted order, of all rows.</summary>
        public float* State, Cell;
        public float* FinalState, FinalCell;
    }

    /// <summary>Chunks of rows of the first direction, then of the second, each through all steps.</summary>
    private struct Job : IRangeJob
    {
        public RecurrentLayout Layout;
        public SequencePlan Plan;
        public nint Total, YWidth;
        public float* X, Y, DY;
        public bool WantsWeights;

        /// <summary>How many threads take a step together.</summary>
        public int Degree;
        public Direction First, Second;

        public readonly void Run(nint start, nint end)
        {
            for (nint i = start; i < end; i++)
            {
                nint chunk = i % Layout.Chunks, row = chunk * Layout.RowsOfChunk;
                RunRows(i < Layout.Chunks ? First : Second, reverse: i >= Layout.Chunks, chunk, row, Math.Min(row + Layout.RowsOfChunk, Plan.Batch));
            }
        }

        private readonly void RunRows(in Direction direction, bool reverse, nint chunk, nint start, nint end)
        {
            nint hidden = Layout.Hidden, stateStride = PanelProduct.Room(hidden), featureStride = PanelProduct.Room(Layout.Features);
            nint stateLength = Layout.RowsOfChunk * stateStride, featureLength = Layout.RowsOfChunk * featureStride;
            using var scratch = new Scratch(stateLength + featureLength);
            using var gradients = new RecurrentGradients(
                Layout, direction.Partials is null ? null : direction.Partials + chunk * Layout.PartialLength, WantsWeights, separate: !TCell.AddsProducts);
            var step = new RecurrentStep
            {
                Hidden = hidden,
                State = scratch.Floats,
                StateStride = stateStride,
                Cell = direction.Cell is null ? null : direction.Cell + start * hidden,
                Rows = Plan.Rows + start,
                YStride = Plan.Time * YWidth,
                GradientStride = Layout.GradientStride,
            };
            Plan.Gather(direction.FinalState, step.State, stateStride, hidden, start, end);
            if (direction.Cell is not null)
            {
                Plan.Gather(direction.FinalCell, step.Cell, hidden, hidden, start, end);
            }

            // The steps of the forward run, last first.
            float* dy = DY is null || !reverse ? DY : DY + hidden;
            nint place = reverse ? 0 : Total;
            for (nint i = 0; i < Plan.Time; i++)
            {
                nint time = reverse ? i : Plan.Time - 1 - i;
                place -= reverse ? 0 : Plan.Counts[time];
                nint rows = Math.Min(Plan.Counts[time], end) - start;
                if (rows > 0)
                {
                    nint first = place + start;
                    step.Y = dy is null ? null : dy + time * YWidth;
                    step.Gates = direction.Gates + first * Layout.Width;
                    step.Extra = direction.Extra is null ? null : direction.Extra + first * TCell.ExtraCount * hidden;
                    if (direction.Partials is not null)
                    {
                        gradients.Next(rows, out step.Incoming, out step.InputGradients, out step.StateGradients);
                        step.IncomingStride = Layout.InputStride;
                    }
                    else
                    {
                        step.Incoming = direction.Incoming + first * hidden;
                        step.IncomingStride = hidden;
                        step.InputGradients = direction.InputGradients + first * Layout.Width;
                        step.StateGradients = direction.StateGradients + first * Layout.Width;
                    }

                    CopyIncoming(direction, step, reverse, start, time, rows);
                    RunStep(direction, step, scratch.Floats + stateLength, featureStride, first, rows);
                }

                place += reverse ? Plan.Counts[time] : 0;
            }

            gradients.Finish();
            for (nint row = start; row < end; row++)
            {
                SequencePlan.Copy(step.State + (row - start) * stateStride, direction.State + row * hidden, hidden);
            }
        }

        /// <summary>The state before a step, which is the output of the step before, and the features of the step where they lie beside it.</summary>
        private readonly void CopyIncoming(in Direction direction, in RecurrentStep step, bool reverse, nint start, nint time, nint rows)
        {
            if (!WantsWeights && TCell.AddsProducts)
            {
                return;
            }

            nint hidden = Layout.Hidden, features = Layout.Features;
            for (nint row = 0; row < rows; row++)
            {
                nint batchRow = step.Rows[row], before = reverse ? time + 1 : time - 1;
                float* target = step.Incoming + row * step.IncomingStride;
                if (before >= 0 && before < Plan.Lengths[start + row])
                {
                    SequencePlan.Copy(Y + (batchRow * Plan.Time + before) * YWidth + (reverse ? hidden : 0), target, hidden);
                }
                else if (direction.InitialState is not null)
                {
                    SequencePlan.Copy(direction.InitialState + batchRow * hidden, target, hidden);
                }
                else
                {
                    new Span<float>(target, (int)hidden).Clear();
                }

                if (direction.Partials is not null)
                {
                    SequencePlan.Copy(X + (batchRow * Plan.Time + time) * features, target + Layout.FeatureOffset, features);
                }
            }
        }

        private readonly void RunStep(in Direction direction, in RecurrentStep step, float* dx, nint dxStride, nint place, nint rows)
        {
            nint features = Layout.Features;
            VectorRange<CellJob>.Run(new CellJob { Step = step }, rows, Degree == 1 ? rows : RowMath.RowsOfAChunk(Layout.Width), Degree);
            var product = new PanelProduct
            {
                Rows = rows,
                Columns = Layout.Hidden,
                K = Layout.Width,
                A = TCell.AddsProducts ? step.InputGradients : step.StateGradients,
                AStride = step.GradientStride,
                Panels = direction.StatePanels,
                C = step.State,
                CStride = step.StateStride,
                Accumulate = true,
            };
            product.Run(Degree);
            if (direction.XGradients is null)
            {
                return;
            }

            product.Columns = features;
            product.A = step.InputGradients;
            product.Panels = direction.FeaturePanels;
            product.C = dx;
            product.CStride = dxStride;
            product.Accumulate = false;
            product.Run(Degree);
            for (nint row = 0; row < rows; row++)
            {
                SequencePlan.Copy(dx + row * dxStride, direction.XGradients + (place + row) * features, features);
            }
        }
    }

    private struct CellJob : IVectorJob
    {
        public RecurrentStep Step;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct => TCell.Backward<TSimd, TVector>(Step, start, end);
    }
}
