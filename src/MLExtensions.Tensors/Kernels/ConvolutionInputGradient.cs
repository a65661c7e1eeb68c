using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// dx = the sum of W^T dy over all windows that saw x, some channels of an image at a time: each chunk owns what it adds to. Also what a transposed
/// convolution computes, with its bias to begin with.
/// </summary>
internal unsafe struct ConvolutionInputGradient : IRangeJob
{
    private const nint BlockElements = 32 * 1024;
    private const nint LeastBlock = 64;

    /// <summary>Rows of W^T, at least and at most where lengths allow.</summary>
    private const nint LeastRows = 32;
    private const nint MostRows = 1024;

    private ConvolutionSizes _sizes;
    private float* _dy;
    private float* _weight;
    private float* _bias;
    private float* _dx;
    private bool _accumulate;
    private nint _block;
    private nint _channels;
    private nint _parts;

    /// <param name="sizes">The lengths.</param>
    /// <param name="dy">What flows back to the convolution's output.</param>
    /// <param name="weight">The kernels.</param>
    /// <param name="bias">What each channel of dx begins with, or null.</param>
    /// <param name="dx">Receives the gradient.</param>
    /// <param name="accumulate">Whether it is added to dx; not with a bias.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(in ConvolutionSizes sizes, float* dy, float* weight, float* bias, float* dx, bool accumulate, int degree)
    {
        if (sizes.IsDepthwise)
        {
            DepthwiseInputGradient.Run(sizes, dy, weight, bias, dx, accumulate, degree);
            return;
        }

        nint taps = sizes.Taps, channels = Math.Max(sizes.GroupChannels, 1);
        nint wanted = (channels + ConvolutionSizes.Parts(sizes.Batch * sizes.Groups) - 1) / ConvolutionSizes.Parts(sizes.Batch * sizes.Groups);
        nint part = Math.Clamp(wanted, Math.Min(channels, (LeastRows + taps - 1) / taps), Math.Max(1, Math.Min(channels, Math.Max(MostRows, LeastRows + taps) / taps)));
        nint parts = (sizes.GroupChannels + part - 1) / part, items = sizes.Batch * sizes.Groups * parts;
        var job = new ConvolutionInputGradient
        {
            _sizes = sizes,
            _dy = dy,
            _weight = weight,
            _bias = bias,
            _dx = dx,
            _accumulate = accumulate,
            _block = Math.Max(LeastBlock, BlockElements / (part * taps) & ~(nint)31),
            _channels = part,
            _parts = parts,
        };
        WorkerCrew.Shared.Run(ref job, items, sizes.Grain(items), sizes.Threads(degree));
    }

    public readonly void Run(nint start, nint end)
    {
        bool pointwise = _sizes.IsPointwise;
        using var columns = new Scratch(pointwise ? 1 : Math.Min(_block, _sizes.Positions) * _channels * _sizes.Taps);
        for (nint i = start; i < end; i++)
        {
            nint image = i / (_parts * _sizes.Groups), group = i / _parts % _sizes.Groups, channel = i % _parts * _channels;
            nint channels = Math.Min(_channels, _sizes.GroupChannels - channel);
            float* dx = _dx + (image * _sizes.Channels + group * _sizes.GroupChannels + channel) * _sizes.Plane;
            bool started = Start(group * _sizes.GroupChannels + channel, channels, dx, pointwise);
            nint block = pointwise ? _sizes.Positions : _block;
            for (nint first = 0; first < _sizes.Positions; first += block)
            {
                nint count = Math.Min(block, _sizes.Positions - first);
                var problem = new GemmProblem
                {
                    M = channels * _sizes.Taps,
                    N = count,
                    K = _sizes.GroupOutputs,
                    A = GemmMatrix.RowMajor(_weight + group * _sizes.GroupOutputs * _sizes.Depth + channel * _sizes.Taps, _sizes.Depth).Transposed,
                    B = GemmMatrix.RowMajor(_dy + (image * _sizes.Outputs + group * _sizes.GroupOutputs) * _sizes.Positions + first, _sizes.Positions),
                    C = pointwise ? dx : columns.Floats,
                    CStride = count,
                    Accumulate = pointwise && started,
                };
                Gemm.Run(ref problem, 1);
                if (!pointwise)
                {
                    ConvolutionColumns.Scatter(_sizes, dx, channels, first, count, columns.Floats);
                }
            }
        }
    }

    /// <returns>Whether dx holds what the product is to be added to.</returns>
    private readonly bool Start(nint channel, nint channels, float* dx, bool pointwise)
    {
        if (_accumulate)
        {
            return true;
        }

        for (nint i = 0; i < channels && (_bias is not null || !pointwise); i++)
        {
            RowMath.Fill(dx + i * _sizes.Plane, _sizes.Plane, _bias is null ? 0 : _bias[channel + i]);
        }

        return _bias is not null;
    }
}
