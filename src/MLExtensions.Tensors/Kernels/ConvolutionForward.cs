using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = activation(W columns(x) + b), a run of positions of an image at a time.</summary>
internal unsafe struct ConvolutionForward : IRangeJob
{
    /// <summary>Positions times depth that the matrix product reads where they lie.</summary>
    private const nint BlockElements = 24 * 1024;
    private const nint LeastBlock = 64;

    private ConvolutionSizes _sizes;
    private float* _x;
    private float* _weight;
    private float* _bias;
    private float* _z;
    private float* _y;
    private Activation _activation;
    private bool _accumulate;
    private nint _block;
    private nint _blocks;

    /// <param name="sizes">The lengths.</param>
    /// <param name="x">The images.</param>
    /// <param name="weight">The kernels.</param>
    /// <param name="bias">One number an output, or null.</param>
    /// <param name="z">Receives the sums.</param>
    /// <param name="y">Receives the activation's values where there is one; may be <paramref name="z"/>.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="accumulate">Whether the sums are added to z; not with a bias or an activation.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(in ConvolutionSizes sizes, float* x, float* weight, float* bias, float* z, float* y, Activation activation, bool accumulate, int degree)
    {
        if (sizes.IsDepthwise)
        {
            DepthwiseForward.Run(sizes, x, weight, bias, z, y, activation, accumulate, degree);
            return;
        }

        nint block = Math.Max(LeastBlock, BlockElements / Math.Max(sizes.Depth, 1) & ~(nint)31);
        nint blocks = (sizes.Positions + block - 1) / block;
        var job = new ConvolutionForward
        {
            _sizes = sizes,
            _x = x,
            _weight = weight,
            _bias = bias,
            _z = z,
            _y = y,
            _activation = activation,
            _accumulate = accumulate,
            _block = block,
            _blocks = blocks,
        };
        WorkerCrew.Shared.Run(ref job, sizes.Batch * blocks, sizes.Grain(sizes.Batch * blocks), sizes.Threads(degree));
    }

    public readonly void Run(nint start, nint end)
    {
        bool pointwise = _sizes.IsPointwise;
        using var columns = new Scratch(pointwise ? 1 : Math.Max(1, Math.Min(_block, _sizes.Positions) * _sizes.Depth));
        for (nint i = start; i < end; i++)
        {
            nint image = i / _blocks, first = i % _blocks * _block, count = Math.Min(_block, _sizes.Positions - first);
            for (nint group = 0; group < _sizes.Groups; group++)
            {
                RunBlock(image, group, first, count, pointwise ? null : columns.Floats);
            }
        }
    }

    private readonly void RunBlock(nint image, nint group, nint first, nint count, float* columns)
    {
        nint outputs = _sizes.GroupOutputs, positions = _sizes.Positions, depth = _sizes.Depth;
        float* x = _x + (image * _sizes.Channels + group * _sizes.GroupChannels) * _sizes.Plane;
        nint offset = (image * _sizes.Outputs + group * outputs) * positions + first;
        if (columns is not null)
        {
            ConvolutionColumns.Gather(_sizes, x, _sizes.GroupChannels, first, count, columns);
        }

        for (nint output = 0; _bias is not null && output < outputs; output++)
        {
            new Span<float>(_z + offset + output * positions, (int)count).Fill(_bias[group * outputs + output]);
        }

        var problem = new GemmProblem
        {
            M = outputs,
            N = count,
            K = depth,
            A = GemmMatrix.RowMajor(_weight + group * outputs * depth, depth),
            B = columns is null ? GemmMatrix.RowMajor(x + first, positions) : GemmMatrix.RowMajor(columns, count),
            C = _z + offset,
            CStride = positions,
            Accumulate = _accumulate || _bias is not null,
        };
        Gemm.Run(ref problem, 1);
        if (_activation != Activation.None)
        {
            ActivationLoop loop = ActivationLoop.Of(_activation);
            float constant = ActivationLoop.DefaultConstant(_activation);
            for (nint output = 0; output < outputs; output++)
            {
                loop.Apply(_z + offset + output * positions, _y + offset + output * positions, count, constant);
            }
        }
    }
}
