namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The lengths of a convolution of x <c>[batch, channels, height, width]</c> to y <c>[batch, outputs, output height, output width]</c>. A transposed
/// convolution is one from its own output to its input.
/// </summary>
internal readonly struct ConvolutionSizes
{
    /// <summary>Work is cut into so many pieces at least, where lengths allow: enough for many threads, few enough for each to be worth its start.</summary>
    private const nint PiecesWanted = 16;

    /// <summary>Below so many multiplications threads cost more than they give.</summary>
    private const double LeastForThreads = 1e6;

    /// <summary>So many multiplications are worth being claimed by a thread.</summary>
    private const double ChunkWork = 250_000;

    public required nint Batch { get; init; }

    public required nint Channels { get; init; }

    public required nint Height { get; init; }

    public required nint Width { get; init; }

    public required nint Outputs { get; init; }

    public required nint OutputHeight { get; init; }

    public required nint OutputWidth { get; init; }

    public required nint KernelHeight { get; init; }

    public required nint KernelWidth { get; init; }

    public required Size2D Stride { get; init; }

    public required Size2D Dilation { get; init; }

    public required Padding2D Padding { get; init; }

    public required nint Groups { get; init; }

    /// <summary>Elements of a channel of x.</summary>
    public nint Plane => Height * Width;

    /// <summary>Elements of a channel of y: how often the kernel is applied.</summary>
    public nint Positions => OutputHeight * OutputWidth;

    public nint Taps => KernelHeight * KernelWidth;

    public nint GroupChannels => Channels / Groups;

    public nint GroupOutputs => Outputs / Groups;

    /// <summary>Weights of one output.</summary>
    public nint Depth => GroupChannels * Taps;

    /// <summary>Whether there is too little to sum over for a matrix product.</summary>
    public bool IsDepthwise => GroupChannels == 1 && GroupOutputs <= 3;

    public double Work => (double)Batch * Outputs * Positions * Depth;

    public static ConvolutionSizes Of(Shape x, Shape weight, Shape y, Size2D stride, Padding2D padding, Size2D dilation, int groups) => new()
    {
        Batch = x[0],
        Channels = x[1],
        Height = x[2],
        Width = x[3],
        Outputs = y[1],
        OutputHeight = y[2],
        OutputWidth = y[3],
        KernelHeight = weight[2],
        KernelWidth = weight[3],
        Stride = stride,
        Padding = padding,
        Dilation = dilation,
        Groups = groups,
    };

    /// <summary>How many threads are worth it.</summary>
    public int Threads(int degree) => Work < LeastForThreads ? 1 : degree;

    /// <summary>How many of so many equal pieces make a chunk.</summary>
    public nint Grain(nint pieces) => Math.Max(1, (nint)(ChunkWork * pieces / Math.Max(Work, 1)));

    /// <summary>Into how many parts something is cut that already comes in so many pieces.</summary>
    public static nint Parts(nint pieces) => pieces == 0 ? 1 : Math.Max(1, (PiecesWanted + pieces - 1) / pieces);
}
