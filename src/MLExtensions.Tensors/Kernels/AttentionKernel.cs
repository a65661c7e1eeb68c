using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// P = softmax(Q K^T / sqrt(width) + mask) for each head, Y = P V. With dP = dY V^T and dS = P (dP - the row sums of dP P): dV = P^T dY,
/// dQ = dS K / sqrt(width), dK = dS^T Q / sqrt(width). P is made for a block of targets at a time, in the backward run again, from each row's saved maximum and sum.
/// </summary>
internal sealed unsafe class AttentionKernel : Kernel<Attention>
{
    /// <summary>So many multiplications are worth a chunk of work.</summary>
    private const double WorthAChunk = 250_000;

    /// <summary>So many jobs, of equal size, keep several threads busy.</summary>
    private const nint WorthSharing = 8;

    /// <summary>As many chunks are enough for all threads.</summary>
    private const nint MostChunks = 32;

    protected override void Forward(Attention operation, in ForwardArguments arguments)
    {
        AttentionScores scores = AttentionScores.Of(operation, arguments.Inputs);
        if (arguments.Saved is not null)
        {
            Tensor softmax = arguments.Scope.Allocate([checked((int)scores.Matrices), (int)scores.Targets, 2]);
            arguments.Saved.Add(softmax);
            scores.Softmax = softmax.Floats;
        }

        Tensor y = arguments.Outputs[0];
        nint dim = y.NodeOrNull!.Shape[2];
        var job = new ForwardJob { Scores = scores, Y = new HeadRows(y.Floats, scores.Targets, dim, scores.Queries.Width) };
        double work = (double)scores.BlockRows * scores.Sources * scores.Queries.Width;
        nint blocks = scores.Matrices * scores.Blocks;

        // Blocks of a head that are done by one thread share its packed keys and values.
        nint grain = Math.Max((nint)(WorthAChunk / Math.Max(1, work)), Math.Min(scores.Blocks, blocks / MostChunks));
        VectorRange<ForwardJob>.Run(job, blocks, Math.Max(1, grain), arguments.Degree);
    }

    protected override void Backward(Attention operation, in BackwardArguments arguments)
    {
        AttentionScores scores = AttentionScores.Of(operation, arguments.Inputs);
        scores.Softmax = arguments.Saved[0].Floats;
        Tensor upstream = arguments.Upstream[0];
        var dy = new HeadRows(upstream.Floats, scores.Targets, upstream.NodeOrNull!.Shape[2], scores.Queries.Width);
        int packed = operation.PackedCount;
        if (arguments.Wants(0) || arguments.Wants(Math.Min(1, packed - 1)) || arguments.Wants(packed - 1))
        {
            HeadRows.Split(operation, arguments.Inputs, arguments.Gradients, out HeadRows dq, out HeadRows dk, out HeadRows dv);
            var job = new BackwardJob
            {
                Scores = scores,
                Upstream = dy,
                QueryGradient = dq,
                KeyGradient = dk,
                ValueGradient = dv,
                ClearQuery = !arguments.Accumulate[0],
                ClearKey = !arguments.Accumulate[Math.Min(1, packed - 1)],
                ClearValue = !arguments.Accumulate[packed - 1],
                Groups = GroupsOf(scores),
            };

            // Few heads: groups of targets of one head have sums of their own, which are added in order.
            nint length = scores.Sources * scores.Queries.Width, jobs = scores.Matrices * job.Groups;
            using var partials = new Scratch(job.Groups > 1 ? 2 * jobs * length : 1);
            job.Partials = job.Groups > 1 ? partials.Floats : null;
            double work = (double)scores.Targets * scores.Sources * scores.Queries.Width / job.Groups;
            VectorRange<BackwardJob>.Run(job, jobs, (nint)Math.Max(1, WorthAChunk / Math.Max(1, work)), arguments.Degree);
            if (job.Groups > 1)
            {
                var sums = new SumJob { Backward = job };
                WorkerCrew.Shared.Run(ref sums, scores.Matrices * scores.Sources, RowMath.RowsOfAChunk(job.Groups * scores.Queries.Width), arguments.Degree);
            }
        }

        if (!operation.HasMask || !arguments.Wants(operation.MaskIndex))
        {
            return;
        }

        Tensor gradient = arguments.Gradients[operation.MaskIndex];
        bool accumulate = arguments.Accumulate[operation.MaskIndex];
        if (scores.Matrices > 0)
        {
            var job = new MaskJob
            {
                Scores = scores,
                Upstream = dy,
                Gradient = gradient.Floats,
                Accumulate = accumulate,
            };
            VectorRange<MaskJob>.Run(job, scores.MaskMatrices * scores.Blocks, 1, arguments.Degree);
        }
        else if (!accumulate)
        {
            Elementwise.Fill(gradient.Floats, gradient.Length, 0, arguments.Degree);
        }
    }

    /// <summary>Blocks of targets of each head of each batch entry.</summary>
    private struct ForwardJob : IVectorJob
    {
        public AttentionScores Scores;
        public HeadRows Y;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint sources = Scores.Sources, width = Y.Width;
            nint keysRoom = AttentionOperand<TSimd, TVector>.Room(width, sources);
            using var scratch = new Scratch(Scores.BlockLength);
            using var panels = new Scratch(Math.Max(1, keysRoom + AttentionOperand<TSimd, TVector>.Room(sources, width)));
            var keys = new AttentionOperand<TSimd, TVector>(panels.Floats);
            var values = new AttentionOperand<TSimd, TVector>(panels.Floats + keysRoom);
            for (nint i = start; i < end; i++)
            {
                nint matrix = i / Scores.Blocks, index = i % Scores.Blocks;
                AttentionBlock block = Scores.BlockAt(matrix, index);
                if (i == start || index == 0)
                {
                    nint columns = Scores.BlockAt(matrix, Math.Min(Scores.Blocks - 1, index + end - i - 1)).Columns;
                    keys.Set(Scores.Keys.At(block.Batch, block.Head, 0).Transposed, width, columns, Scores.Packs);
                    values.Set(Scores.Values.At(block.Batch, block.Head, 0), columns, width, Scores.Packs);
                }

                Scores.Weights(block, keys, scratch.Floats);
                var weights = new GemmMatrix(scratch.Floats, Scores.Stride, 1);
                values.Multiply(weights, block.Rows, block.Columns, width, Y.At(block.Batch, block.Head, block.Row).Data, Y.Stride, false);
            }
        }
    }

    /// <summary>How many groups the targets of a head make in the backward run: more than one where heads are too few to share.</summary>
    private static nint GroupsOf(in AttentionScores scores) =>
        scores.Matrices == 0 ? 1 : Math.Clamp((WorthSharing + scores.Matrices - 1) / scores.Matrices, 1, Math.Max(1, scores.Blocks));

    /// <summary>Heads of batch entries, or groups of targets of them: each has rows and columns of the gradients for itself.</summary>
    private struct BackwardJob : IVectorJob
    {
        public AttentionScores Scores;
        public HeadRows Upstream, QueryGradient, KeyGradient, ValueGradient;
        public bool ClearQuery, ClearKey, ClearValue;

        /// <summary>Whether two of the gradients are one.</summary>
        public readonly bool OneTensor =>
            QueryGradient.Data == KeyGradient.Data || KeyGradient.Data == ValueGradient.Data || ValueGradient.Data == QueryGradient.Data;

        /// <summary>Groups of a head, and, where there are several, the gradients of keys and values of each, <c>[2, sources, width]</c>.</summary>
        public nint Groups;
        public float* Partials;

        public readonly nint PartialLength => Scores.Sources * Scores.Queries.Width;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint width = Scores.Queries.Width, length = Scores.BlockLength;
            nint transposed = AttentionOperand<TSimd, TVector>.Room(width, Scores.Sources);
            nint rows = AttentionOperand<TSimd, TVector>.Room(Scores.Sources, width), block = AttentionOperand<TSimd, TVector>.Room(Scores.BlockRows, width);
            using var scratch = new Scratch(2 * length);
            using var panels = new Scratch(Math.Max(1, 2 * transposed + rows + 2 * block));
            float* next = panels.Floats;
            var operands = new Operands<TSimd, TVector>
            {
                KeysTransposed = new AttentionOperand<TSimd, TVector>(next),
                ValuesTransposed = new AttentionOperand<TSimd, TVector>(next + transposed),
                Keys = new AttentionOperand<TSimd, TVector>(next + 2 * transposed),
                Queries = new AttentionOperand<TSimd, TVector>(next + 2 * transposed + rows),
                Upstream = new AttentionOperand<TSimd, TVector>(next + 2 * transposed + rows + block),
            };
            for (nint i = start; i < end; i++)
            {
                RunGroup(i / Groups, i % Groups, ref operands, scratch.Floats, scratch.Floats + length);
            }
        }

        private readonly void RunGroup<TSimd, TVector>(
            nint matrix, nint group, ref Operands<TSimd, TVector> operands, float* weights, float* gradients)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            (nint batch, nint head) = (matrix / Scores.Heads, matrix % Scores.Heads);
            nint first = group * Scores.Blocks / Groups, last = (group + 1) * Scores.Blocks / Groups;
            HeadRows dk = KeyGradient, dv = ValueGradient;
            (nint sumBatch, nint sumHead) = (batch, head);
            (bool addQuery, bool addKey, bool addValue) = (!ClearQuery, !ClearKey, !ClearValue);
            if (Partials is not null)
            {
                float* partial = Partials + 2 * (matrix * Groups + group) * PartialLength;
                dk = new HeadRows(KeyGradient.Data is null ? null : partial, Scores.Sources, dk.Width, dk.Width);
                dv = new HeadRows(ValueGradient.Data is null ? null : partial + PartialLength, Scores.Sources, dv.Width, dv.Width);
                (sumBatch, sumHead) = (0, 0);
                (addKey, addValue) = (false, false);
            }
            else if (OneTensor)
            {
                // First cleared, then only added to.
                Clear(QueryGradient, batch, head, ref addQuery);
                Clear(dk, batch, head, ref addKey);
                Clear(dv, batch, head, ref addValue);
            }

            if (first == last || Scores.BlockAt(matrix, first).Columns < Scores.Sources)
            {
                // The first block writes what the others add to, but this one leaves gaps.
                Clear(dk, sumBatch, sumHead, ref addKey);
                Clear(dv, sumBatch, sumHead, ref addValue);
            }

            if (first == last)
            {
                return;
            }

            nint width = Scores.Queries.Width, columns = Scores.BlockAt(matrix, last - 1).Columns;
            GemmMatrix keys = Scores.Keys.At(batch, head, 0);
            operands.KeysTransposed.Set(keys.Transposed, width, columns, Scores.Packs);
            operands.ValuesTransposed.Set(Scores.Values.At(batch, head, 0).Transposed, width, columns, Scores.Packs);
            operands.Keys.Set(keys, columns, width, Scores.Packs);
            for (nint i = first; i < last; i++)
            {
                AttentionBlock block = Scores.BlockAt(matrix, i);
                GemmMatrix dy = Upstream.At(batch, head, block.Row);
                operands.Queries.Set(Scores.Queries.At(batch, head, block.Row), block.Rows, width);
                operands.Upstream.Set(dy, block.Rows, width);
                Scores.Gradients(block, dy, operands.KeysTransposed, operands.ValuesTransposed, Scores.Scale, weights, gradients);
                var p = new GemmMatrix(weights, Scores.Stride, 1);
                var ds = new GemmMatrix(gradients, Scores.Stride, 1);
                Add(dv, sumBatch, sumHead, 0, block.Columns, block.Rows, p.Transposed, operands.Upstream, addValue || i > first);
                Add(QueryGradient, batch, head, block.Row, block.Rows, block.Columns, ds, operands.Keys, addQuery);
                Add(dk, sumBatch, sumHead, 0, block.Columns, block.Rows, ds.Transposed, operands.Queries, addKey || i > first);
            }
        }

        private static void Clear(in HeadRows gradient, nint batch, nint head, ref bool add)
        {
            if (!add && gradient.Data is not null)
            {
                gradient.Clear(batch, head);
            }

            add = true;
        }

        private static void Add<TSimd, TVector>(
            in HeadRows gradient,
            nint batch,
            nint head,
            nint row,
            nint rows,
            nint depth,
            GemmMatrix left,
            in AttentionOperand<TSimd, TVector> right,
            bool accumulate)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            if (gradient.Data is not null)
            {
                right.Multiply(left, rows, depth, gradient.Width, gradient.At(batch, head, row).Data, gradient.Stride, accumulate);
            }
        }

        /// <summary>The right sides of all products: of a head, and of a block of its targets.</summary>
        private struct Operands<TSimd, TVector>
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            public AttentionOperand<TSimd, TVector> KeysTransposed, ValuesTransposed, Keys, Queries, Upstream;
        }
    }

    /// <summary>Sources of each head: the sums of all groups of targets into the gradients of keys, then of values.</summary>
    private struct SumJob : IRangeJob
    {
        public BackwardJob Backward;

        public readonly void Run(nint start, nint end)
        {
            for (nint i = start; i < end; i++)
            {
                Add(Backward.KeyGradient, Backward.ClearKey, i, 0);
                Add(Backward.ValueGradient, Backward.ClearValue, i, Backward.PartialLength);
            }
        }

        private readonly void Add(in HeadRows gradient, bool clear, nint index, nint offset)
        {
            if (gradient.Data is null)
            {
                return;
            }

            nint sources = Backward.Scores.Sources, matrix = index / sources, source = index % sources, heads = Backward.Scores.Heads;
            float* target = gradient.At(matrix / heads, matrix % heads, source).Data;
            if (clear)
            {
                new Span<float>(target, (int)gradient.Width).Clear();
            }

            float* partial = Backward.Partials + 2 * matrix * Backward.Groups * Backward.PartialLength + offset + source * gradient.Width;
            for (nint group = 0; group < Backward.Groups; group++)
            {
                RowMath.Add(partial + 2 * group * Backward.PartialLength, target, gradient.Width);
            }
        }
    }

    /// <summary>Blocks of targets of each matrix of the mask: the sums of dS over all heads and batch entries that the matrix was added to, in order.</summary>
    private struct MaskJob : IVectorJob
    {
        public AttentionScores Scores;
        public HeadRows Upstream;
        public float* Gradient;
        public bool Accumulate;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint length = Scores.BlockLength, width = Scores.Queries.Width;
            nint room = AttentionOperand<TSimd, TVector>.Room(width, Scores.Sources);
            using var scratch = new Scratch(4 * length);
            using var panels = new Scratch(Math.Max(1, 2 * room));
            double* sums = scratch.Doubles;
            float* weights = scratch.Floats + 2 * length, gradients = weights + length;
            var keys = new AttentionOperand<TSimd, TVector>(panels.Floats);
            var values = new AttentionOperand<TSimd, TVector>(panels.Floats + room);
            for (nint i = start; i < end; i++)
            {
                (nint first, nint index) = (i / Scores.Blocks, i % Scores.Blocks);
                AttentionBlock block = Scores.BlockAt(first, index);
                nint count = block.Rows * Scores.Sources;
                new Span<double>(sums, (int)count).Clear();
                for (nint matrix = first; matrix < Scores.Matrices; matrix += Scores.MaskMatrices)
                {
                    block = Scores.BlockAt(matrix, index);
                    keys.Set(Scores.Keys.At(block.Batch, block.Head, 0).Transposed, width, block.Columns, Scores.Packs);
                    values.Set(Scores.Values.At(block.Batch, block.Head, 0).Transposed, width, block.Columns, Scores.Packs);
                    Scores.Gradients(block, Upstream.At(block.Batch, block.Head, block.Row), keys, values, 1, weights, gradients);
                    for (nint row = 0; row < block.Rows; row++)
                    {
                        for (nint column = 0; column < block.Columns; column++)
                        {
                            sums[row * Scores.Sources + column] += gradients[row * Scores.Stride + column];
                        }
                    }
                }

                float* target = Gradient + (first * Scores.Targets + block.Row) * Scores.Sources;
                for (nint j = 0; j < count; j++)
                {
                    target[j] = (float)(Accumulate ? target[j] + sums[j] : sums[j]);
                }
            }
        }
    }
}
