using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The matrices of attention weights, targets by sources, one for each head of each batch entry; made block by block.</summary>
internal unsafe struct AttentionScores
{
    /// <summary>
    /// Elements of a block: the smaller blocks are, the less is computed that causal attention does not see, and the closer the weights stay; but never fewer
    /// rows than make good use of the packed keys and values.
    /// </summary>
    private const nint BlockElements = 16 * 1024;
    private const nint LeastBlockRows = 48;

    /// <summary>Fewer targets than this meet keys and values where they lie.</summary>
    private const nint LeastPackedRows = 8;

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

    /// <summary>From row to row of a block: not a large power of two, as then all rows of a tile would compete for the same lines of the first-level cache.</summary>
    public readonly nint Stride
    {
        get
        {
            nint stride = (Sources + 15) / 16 * 16;
            return stride % 256 == 0 ? stride + 16 : stride;
        }
    }

    /// <summary>Elements of the largest block.</summary>
    public readonly nint BlockLength => Math.Max(1, BlockRows * Stride);

    /// <summary>Whether so many targets meet keys and values that these are packed first.</summary>
    public readonly bool Packs => Targets >= LeastPackedRows;

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

    /// <summary>The weights of a block, after dropout.</summary>
    /// <param name="block">The block.</param>
    /// <param name="keys">The keys, transposed.</param>
    /// <param name="weights">Receives the weights, <see cref="Stride"/> from row to row.</param>
    public readonly void Weights<TSimd, TVector>(in AttentionBlock block, in AttentionOperand<TSimd, TVector> keys, float* weights)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        AttentionRows<TSimd, TVector> rows = Scores(block, keys, weights);
        rows.Softmax();
        if (_randomKey is not null)
        {
            using var factors = new Scratch(BlockLength);
            Factors(block, factors.Floats);
            Multiply(block, weights, factors.Floats);
        }
    }

    /// <summary>The weights of a block again, and the gradients of its scores times <paramref name="scale"/>.</summary>
    /// <param name="block">The block.</param>
    /// <param name="upstream">The gradients of the outputs, from the block's first row on.</param>
    /// <param name="keys">The keys, transposed.</param>
    /// <param name="values">The values, transposed.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="weights">Receives the weights after dropout, <see cref="Stride"/> from row to row.</param>
    /// <param name="gradients">Receives the gradients of the scores likewise.</param>
    public readonly void Gradients<TSimd, TVector>(
        in AttentionBlock block,
        GemmMatrix upstream,
        in AttentionOperand<TSimd, TVector> keys,
        in AttentionOperand<TSimd, TVector> values,
        float scale,
        float* weights,
        float* gradients)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        AttentionRows<TSimd, TVector> rows = Scores(block, keys, weights);
        values.Multiply(upstream, block.Rows, Values.Width, block.Columns, gradients, Stride, false);
        if (_randomKey is null)
        {
            rows.Backward(gradients, scale);
            return;
        }

        using var factors = new Scratch(BlockLength);
        Factors(block, factors.Floats);
        Multiply(block, gradients, factors.Floats);
        rows.Backward(gradients, scale);
        Multiply(block, weights, factors.Floats);
    }

    private readonly void Multiply(in AttentionBlock block, float* matrix, float* factors)
    {
        for (nint i = 0; i < block.Rows; i++)
        {
            int visible = (int)Visible(block, i);
            var row = new Span<float>(matrix + i * Stride, visible);
            TensorPrimitives.Multiply(row, new ReadOnlySpan<float>(factors + i * Stride, visible), row);
        }
    }

    /// <summary>How many sources a row sees before masks; the weights after them are 0.</summary>
    private readonly nint Visible(in AttentionBlock block, nint row) => _causal ? Math.Min(block.Row + row + 1, block.Columns) : block.Columns;

    /// <summary>The scores of a block, with minus infinity where a mask says so, as rows for the softmax.</summary>
    private readonly AttentionRows<TSimd, TVector> Scores<TSimd, TVector>(
        in AttentionBlock block, in AttentionOperand<TSimd, TVector> keys, float* scores)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        keys.Multiply(Queries.At(block.Batch, block.Head, block.Row), block.Rows, Queries.Width, block.Columns, scores, Stride, false);
        var rows = new AttentionRows<TSimd, TVector>
        {
            Scores = scores,
            Rows = block.Rows,
            Columns = block.Columns,
            Stride = Stride,
            Visible = Visible(block, 0),
            VisibleStep = _causal ? 1 : 0,
            Scale = Scale,
            Saved = Softmax is null ? null : Softmax + 2 * (block.Matrix * Targets + block.Row),
        };
        if (_mask is not null || _keyPadding is not null)
        {
            Mask(block, scores);
            rows.Scale = 1;
        }

        return rows;
    }

    /// <summary>Scales the scores of a block, as the mask is for scaled ones, and masks them.</summary>
    private readonly void Mask(in AttentionBlock block, float* scores)
    {
        float* mask = _mask is null ? null : _mask + (block.Matrix % MaskMatrices * Targets + block.Row) * Sources;
        int* padding = _keyPadding is null ? null : _keyPadding + block.Batch * Sources;
        for (nint i = 0; i < block.Rows; i++)
        {
            float* row = scores + i * Stride;
            nint visible = Visible(block, i);
            RowMath.Scale(row, Scale, visible);
            if (mask is not null)
            {
                RowMath.Add(mask + i * Sources, row, visible);
            }

            if (padding is not null)
            {
                for (nint j = 0; j < visible; j++)
                {
                    row[j] = padding[j] == 0 ? row[j] : float.NegativeInfinity;
                }
            }
        }
    }

    /// <summary>What dropout multiplies the weights of a block by, <see cref="Stride"/> from row to row; see <see cref="Attention"/> for which words it draws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Factors(in AttentionBlock block, float* factors)
    {
        uint* words = stackalloc uint[16];
        Vector128<uint> threshold = Vector128.Create(RandomWords.Threshold(_dropoutRate));
        Vector128<float> kept = Vector128.Create(1 / (1 - _dropoutRate));
        ulong blocksOfRow = (ulong)((Sources + 3) / 4), first = (ulong)(block.Matrix * Targets + block.Row) * blocksOfRow;
        nint columns = block.Columns, stride = Stride;
        for (nint row = 0; row < block.Rows; row++, first += blocksOfRow, factors += stride)
        {
            // Rows have room for whole sixteens.
            for (nint i = 0; i < columns; i += 16)
            {
                RandomWords.Sixteen(_randomKey, first + (ulong)(i / 4), words);
                for (nint j = 0; j < 16; j += 4)
                {
                    Vector128.Store(Vector128.GreaterThanOrEqual(Vector128.Load(words + j), threshold).AsSingle() & kept, factors + i + j);
                }
            }
        }
    }
}
