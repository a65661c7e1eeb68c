using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The matrices of attention weights, targets by sources, one for each head of each batch entry; made block by block.</summary>
internal unsafe struct AttentionScores
{
    /// <summary>Elements of a block, so that the block and its gradient stay in the second-level cache; but never fewer rows than pay for packing the keys.</summary>
    private const nint BlockElements = 64 * 1024;
    private const nint LeastBlockRows = 16;

    public HeadRows Queries, Keys, Values;

    public nint Heads, Targets, Sources;

    /// <summary>batch * heads</summary>
    public nint Matrices;

    /// <summary>What the products are multiplied by.</summary>
    public float Scale;

    /// <summary>For each row of each matrix the largest score and the inverse of the sum of exponentials, written in the forward run; or null.</summary>
    public float* Softmax;

    /// <summary>How many matrices the mask has: matrix i of the weights takes matrix i % so many.</summary>
    public nint MaskMatrices;

    private float* _mask;
    private int* _keyPadding;
    private uint* _randomKey;
    private float _dropoutRate;
    private bool _causal;

    /// <summary>Targets in a block.</summary>
    public readonly nint BlockRows => Math.Min(Targets, Math.Max(LeastBlockRows, BlockElements / Math.Max(1, Sources)));

    /// <summary>Blocks of a matrix.</summary>
    public readonly nint Blocks => Targets == 0 ? 0 : (Targets + BlockRows - 1) / BlockRows;

    /// <summary>Elements of the largest block.</summary>
    public readonly nint BlockLength => BlockRows * Sources;

    public static AttentionScores Of(Attention operation, ReadOnlySpan<Tensor> inputs)
    {
        HeadRows.Split(operation, inputs, inputs, out HeadRows queries, out HeadRows keys, out HeadRows values);
        nint batch = inputs[0].NodeOrNull!.Shape[0];
        var scores = new AttentionScores
        {
            Queries = queries,
            Keys = keys,
            Values = values,
            Heads = operation.Heads,
            Targets = queries.Rows,
            Sources = keys.Rows,
            Matrices = batch * operation.Heads,
            Scale = 1 / MathF.Sqrt(Math.Max(1, queries.Width)),
            _causal = operation.Causal,
            _dropoutRate = operation.DropoutRate,
        };
        if (operation.HasKeyPaddingMask)
        {
            scores._keyPadding = inputs[operation.KeyPaddingMaskIndex].Ints;
        }

        if (operation.HasMask)
        {
            Tensor mask = inputs[operation.MaskIndex];
            Shape shape = mask.NodeOrNull!.Shape;
            scores._mask = mask.Floats;
            scores.MaskMatrices = shape.Rank == 2 ? 1 : shape[0];
        }

        if (operation.DropoutRate > 0)
        {
            scores._randomKey = (uint*)inputs[operation.RandomKeyIndex].Ints;
        }

        return scores;
    }

    public readonly AttentionBlock BlockAt(nint matrix, nint index)
    {
        nint row = index * BlockRows, end = Math.Min(row + BlockRows, Targets), batch = matrix / Heads;
        nint columns = _causal ? Math.Min(end, Sources) : Sources;
        if (_keyPadding is not null)
        {
            // Most padding is at the end: it costs nothing, and may hold anything.
            while (columns > 0 && _keyPadding[batch * Sources + columns - 1] != 0)
            {
                columns--;
            }
        }

        return new AttentionBlock
        {
            Matrix = matrix,
            Batch = batch,
            Head = matrix % Heads,
            Row = row,
            Rows = end - row,
            Columns = columns,
        };
    }

    /// <summary>The weights of a block, after dropout, row after row.</summary>
    public readonly void Weights(in AttentionBlock block, float* weights)
    {
        Scores(block, weights);
        using var scratch = new Scratch(Math.Max(1, Sources));
        for (nint i = 0; i < block.Rows; i++)
        {
            float* row = weights + i * block.Columns;
            nint visible = Visible(block, i);
            float largest = RowMath.Max(row, visible), inverse = 0;
            if (float.IsNegativeInfinity(largest))
            {
                // No source is seen: all weights are 0, here and when they are made again.
                largest = 0;
                new Span<float>(row, (int)visible).Clear();
            }
            else
            {
                inverse = AttentionRow.Softmax(row, largest, visible);
            }

            if (Softmax is not null)
            {
                float* saved = Softmax + 2 * (block.Matrix * Targets + block.Row + i);
                saved[0] = largest;
                saved[1] = inverse;
            }

            if (_randomKey is not null)
            {
                Factors(block, i, scratch.Floats);
                Multiply(row, scratch.Floats, visible);
            }
        }
    }

    /// <summary>The weights of a block again, and the gradients of its scores times <paramref name="scale"/>.</summary>
    /// <param name="block">The block.</param>
    /// <param name="upstream">The gradients of the outputs, from the block's first row on.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="weights">Receives the weights after dropout.</param>
    /// <param name="gradients">Receives the gradients of the scores.</param>
    public readonly void Gradients(in AttentionBlock block, GemmMatrix upstream, float scale, float* weights, float* gradients)
    {
        Scores(block, weights);
        var problem = new GemmProblem
        {
            M = block.Rows,
            N = block.Columns,
            K = Values.Width,
            A = upstream,
            B = Values.At(block.Batch, block.Head, 0).Transposed,
            C = gradients,
            CStride = block.Columns,
        };
        Gemm.Run(ref problem, 1);
        using var scratch = new Scratch(Math.Max(1, Sources));
        float* factors = scratch.Floats;
        for (nint i = 0; i < block.Rows; i++)
        {
            float* row = weights + i * block.Columns, gradient = gradients + i * block.Columns;
            float* saved = Softmax + 2 * (block.Matrix * Targets + block.Row + i);
            nint visible = Visible(block, i);
            if (_randomKey is not null)
            {
                Factors(block, i, factors);
                Multiply(gradient, factors, visible);
            }

            AttentionRow.Backward(row, gradient, saved[0], saved[1], scale, visible);
            new Span<float>(gradient + visible, (int)(block.Columns - visible)).Clear();
            if (_randomKey is not null)
            {
                Multiply(row, factors, visible);
            }
        }
    }

    private static void Multiply(float* row, float* factors, nint length)
    {
        var target = new Span<float>(row, (int)length);
        TensorPrimitives.Multiply(target, new ReadOnlySpan<float>(factors, (int)length), target);
    }

    /// <summary>How many sources a row sees before masks; the weights after them are 0.</summary>
    private readonly nint Visible(in AttentionBlock block, nint row) => _causal ? Math.Min(block.Row + row + 1, block.Columns) : block.Columns;

    /// <summary>The scores of a block, minus infinity where a mask says so, and 0 where the row does not see.</summary>
    private readonly void Scores(in AttentionBlock block, float* scores)
    {
        var problem = new GemmProblem
        {
            M = block.Rows,
            N = block.Columns,
            K = Queries.Width,
            A = Queries.At(block.Batch, block.Head, block.Row),
            B = Keys.At(block.Batch, block.Head, 0).Transposed,
            C = scores,
            CStride = block.Columns,
        };
        Gemm.Run(ref problem, 1);
        float* mask = _mask is null ? null : _mask + (block.Matrix % MaskMatrices * Targets + block.Row) * Sources;
        int* padding = _keyPadding is null ? null : _keyPadding + block.Batch * Sources;
        for (nint i = 0; i < block.Rows; i++)
        {
            float* row = scores + i * block.Columns;
            nint visible = Visible(block, i);
            RowMath.Scale(row, Scale, visible);
            if (mask is not null)
            {
                var target = new Span<float>(row, (int)visible);
                TensorPrimitives.Add(target, new ReadOnlySpan<float>(mask + i * Sources, (int)visible), target);
            }

            if (padding is not null)
            {
                for (nint j = 0; j < visible; j++)
                {
                    row[j] = padding[j] == 0 ? row[j] : float.NegativeInfinity;
                }
            }

            new Span<float>(row + visible, (int)(block.Columns - visible)).Clear();
        }
    }

    /// <summary>What dropout multiplies a row of weights by; see <see cref="Attention"/> for which words it draws.</summary>
    private readonly void Factors(in AttentionBlock block, nint row, float* factors)
    {
        uint* words = stackalloc uint[16];
        uint threshold = RandomWords.Threshold(_dropoutRate);
        float kept = 1 / (1 - _dropoutRate);
        ulong first = (ulong)(block.Matrix * Targets + block.Row + row) * (ulong)((Sources + 3) / 4);
        nint columns = block.Columns;
        for (nint i = 0; i < columns; i += 16)
        {
            RandomWords.Sixteen(_randomKey, first + (ulong)(i / 4), words);
            nint count = Math.Min(16, columns - i);
            for (nint j = 0; j < count; j++)
            {
                factors[i + j] = words[j] >= threshold ? kept : 0;
            }
        }
    }
}
