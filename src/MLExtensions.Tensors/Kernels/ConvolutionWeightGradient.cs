using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// dW = dy columns(x)^T summed over all images. A chunk owns some channels of one part of the batch; the parts are added up in their order.
/// </summary>
internal unsafe struct ConvolutionWeightGradient : IRangeJob
{
    private const nint BlockElements = 32 * 1024;
    private const nint LeastBlock = 256;

    /// <summary>Columns of dW that are worth a product of their own.</summary>
    private const nint LeastColumns = 64;

    private ConvolutionSizes _sizes;
    private float* _x;
    private float* _dy;

    /// <summary>One sum a part of the batch; where the batch is one part, the gradient itself.</summary>
    private float* _sums;
    private bool _accumulate;
    private nint _block;
    private nint _channels;
    private nint _channelParts;
    private nint _images;

    /// <param name="sizes">The lengths.</param>
    /// <param name="x">The images.</param>
    /// <param name="dy">What flows back to the output.</param>
    /// <param name="gradient">Receives the gradient.</param>
    /// <param name="accumulate">Whether it is added.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(in ConvolutionSizes sizes, float* x, float* dy, float* gradient, bool accumulate, int degree)
    {
        if (sizes.IsDepthwise)
        {
            DepthwiseWeightGradient.Run(sizes, x, dy, gradient, accumulate, degree);
            return;
        }

        nint wantedParts = ConvolutionSizes.Parts(sizes.Groups), channels = Math.Max(1, sizes.GroupChannels);
        nint part = Math.Min(channels, Math.Max((channels + wantedParts - 1) / wantedParts, (LeastColumns + sizes.Taps - 1) / sizes.Taps));
        nint channelParts = (sizes.GroupChannels + part - 1) / part;
        nint images = Math.Max(1, (sizes.Batch + ConvolutionSizes.Parts(sizes.Groups * channelParts) - 1) / ConvolutionSizes.Parts(sizes.Groups * channelParts));
        nint batchParts = Math.Max(1, (sizes.Batch + images - 1) / images), length = sizes.Outputs * sizes.Depth;
        using var sums = new Scratch(batchParts == 1 ? 1 : batchParts * length);
        var job = new ConvolutionWeightGradient
        {
            _sizes = sizes,
            _x = x,
            _dy = dy,
            _sums = batchParts == 1 ? gradient : sums.Floats,
            _accumulate = batchParts == 1 && accumulate,
            _block = Math.Max(LeastBlock, BlockElements / (part * sizes.Taps) & ~(nint)255),
            _channels = part,
            _channelParts = channelParts,
            _images = images,
        };
        nint items = batchParts * sizes.Groups * channelParts;
        int threads = sizes.Threads(degree);
        WorkerCrew.Shared.Run(ref job, items, sizes.Grain(items), threads);
        for (nint i = 0; i < batchParts && batchParts > 1; i++)
        {
            Elementwise.Copy(sums.Floats + i * length, gradient, length, accumulate || i > 0, threads);
        }
    }

    public readonly void Run(nint start, nint end)
    {
        bool pointwise = _sizes.IsPointwise;
        using var columns = new Scratch(pointwise ? 1 : Math.Min(_block, _sizes.Positions) * _channels * _sizes.Taps);
        for (nint i = start; i < end; i++)
        {
            nint image = i / (_channelParts * _sizes.Groups) * _images, group = i / _channelParts % _sizes.Groups, channel = i % _channelParts * _channels;
            float* sum = _sums + (i / (_channelParts * _sizes.Groups) * _sizes.Outputs + group * _sizes.GroupOutputs) * _sizes.Depth + channel * _sizes.Taps;
            nint channels = Math.Min(_channels, _sizes.GroupChannels - channel), imageEnd = Math.Min(image + _images, _sizes.Batch);
            bool accumulate = _accumulate;
            if (image >= imageEnd && !accumulate)
            {
                for (nint output = 0; output < _sizes.GroupOutputs; output++)
                {
                    new Span<float>(sum + output * _sizes.Depth, (int)(channels * _sizes.Taps)).Clear();
                }
            }

            for (; image < imageEnd; image++)
            {
                RunImage(image, group, channel, channels, pointwise ? null : columns.Floats, sum, accumulate);
                accumulate = true;
            }
        }
    }

    private readonly void RunImage(nint image, nint group, nint channel, nint channels, float* columns, float* sum, bool accumulate)
    {
        nint positions = _sizes.Positions, block = columns is null ? positions : _block;
        float* x = _x + (image * _sizes.Channels + group * _sizes.GroupChannels + channel) * _sizes.Plane;
        float* dy = _dy + (image * _sizes.Outputs + group * _sizes.GroupOutputs) * positions;
        for (nint first = 0; first < positions; first += block)
        {
            nint count = Math.Min(block, positions - first);
            if (columns is not null)
            {
                ConvolutionColumns.Gather(_sizes, x, channels, first, count, columns);
            }

            var problem = new GemmProblem
            {
                M = _sizes.GroupOutputs,
                N = channels * _sizes.Taps,
                K = count,
                A = GemmMatrix.RowMajor(dy + first, positions),
                B = GemmMatrix.RowMajor(columns is null ? x : columns, count).Transposed,
                C = sum,
                CStride = _sizes.Depth,
                Accumulate = accumulate || first > 0,
            };
            Gemm.Run(ref problem, 1);
        }
    }
}
