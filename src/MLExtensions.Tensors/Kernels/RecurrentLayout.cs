namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// How the work of a recurrence is cut and its memory laid out, by shape alone. Where the weights fit in a core's cache, chunks of rows go through all steps on
/// their own; where they do not, all rows take a step together, and the products and loops of a step are cut instead.
/// </summary>
internal readonly struct RecurrentLayout
{
    private const nint WeightsOfACache = 256 * 1024;

    /// <summary>Gradients of the weights that stay in a core's cache beside the weights.</summary>
    private const nint GradientsOfACache = 128 * 1024;

    /// <summary>Rows of all steps that a chunk gathers before they are added to the gradients of its weights.</summary>
    private const nint RowsOfABlock = 128;

    private const nint FewRows = 16;
    private const nint MostChunks = 16;

    public RecurrentLayout(nint batch, nint features, nint hidden, nint width, bool addsProducts)
    {
        Batch = Math.Max(1, batch);
        Features = features;
        Hidden = hidden;
        Width = width;
        IsWhole = width * (hidden + features) > WeightsOfACache;
        nint rows = batch <= FewRows ? 8 : Math.Max(16, ((batch + MostChunks - 1) / MostChunks + 7) / 8 * 8);
        RowsOfChunk = IsWhole ? Batch : Math.Min(rows, Batch);
        FeatureOffset = addsProducts ? hidden : RoundUp(hidden);
        InputColumns = FeatureOffset + features;
        InputStride = Apart(RoundUp(InputColumns));
        SumsStride = Apart(PanelProduct.Room(width));
        FusesGradients = !IsWhole && width * RoundUp(InputColumns) <= GradientsOfACache;
        GradientStride = FusesGradients ? Apart(RoundUp(width)) : width;
    }

    public nint Batch { get; }

    public nint Features { get; }

    public nint Hidden { get; }

    /// <summary>gates * hidden</summary>
    public nint Width { get; }

    /// <summary>Whether all rows take a step together.</summary>
    public bool IsWhole { get; }

    public nint RowsOfChunk { get; }

    /// <summary>Chunks of a direction.</summary>
    public nint Chunks => (Batch + RowsOfChunk - 1) / RowsOfChunk;

    /// <summary>A row of a step has the state, then, from here on, the features; together so many columns, and so far from row to row.</summary>
    public nint FeatureOffset { get; }

    public nint InputColumns { get; }

    public nint InputStride { get; }

    /// <summary>From row to row of the sums of a step.</summary>
    public nint SumsStride { get; }

    /// <summary>Whether each chunk adds up the gradients of its weights as it goes; else they are products over all steps at the end.</summary>
    public bool FusesGradients { get; }

    /// <summary>From row to row of the gates' gradients.</summary>
    public nint GradientStride { get; }

    /// <summary>Rows that a block of steps of a chunk has at most.</summary>
    public nint BlockRows => Math.Max(RowsOfABlock, RowsOfChunk);

    /// <summary>Rows of weights of a chunk's gradients, from one to the next.</summary>
    public nint PartialStride => RoundUp(InputColumns);

    /// <summary>Gradients of a chunk: the weights', then twice the biases'.</summary>
    public nint PartialLength => Width * PartialStride + 2 * RoundUp(Width);

    public nint BiasOffset(bool ofState) => Width * PartialStride + (ofState ? RoundUp(Width) : 0);

    private static nint RoundUp(nint length) => (length + 15) / 16 * 16;

    /// <summary>Rows a power of two apart would share few lines of the first-level cache.</summary>
    private static nint Apart(nint stride) => stride % 128 == 0 ? stride + 16 : stride;
}
