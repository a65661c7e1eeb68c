using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The input's gradient of a convolution whose outputs see one channel each.</summary>
internal unsafe struct DepthwiseInputGradient : IRangeJob
{
    private ConvolutionSizes _sizes;
    private float* _dy;
    private float* _weight;
    private float* _bias;
    private float* _dx;
    private bool _accumulate;

    public static void Run(in ConvolutionSizes sizes, float* dy, float* weight, float* bias, float* dx, bool accumulate, int degree)
    {
        var job = new DepthwiseInputGradient { _sizes = sizes, _dy = dy, _weight = weight, _bias = bias, _dx = dx, _accumulate = accumulate };
        nint planes = sizes.Batch * sizes.Channels;
        WorkerCrew.Shared.Run(ref job, planes, sizes.Grain(planes), sizes.Threads(degree));
    }

    public readonly void Run(nint start, nint end)
    {
        DepthwiseWalk walk = DepthwiseWalk.Back(_sizes);
        for (nint plane = start; plane < end; plane++)
        {
            nint image = plane / _sizes.Channels, channel = plane % _sizes.Channels;
            float* dx = _dx + plane * _sizes.Plane;
            if (!_accumulate)
            {
                new Span<float>(dx, checked((int)_sizes.Plane)).Fill(_bias is null ? 0 : _bias[channel]);
            }

            for (nint i = 0; i < _sizes.GroupOutputs; i++)
            {
                nint output = channel * _sizes.GroupOutputs + i;
                float* dy = _dy + (image * _sizes.Outputs + output) * _sizes.Positions;
                float* weight = _weight + output * _sizes.Taps;
                if (_sizes.Stride == 1)
                {
                    DepthwisePlane.Correlate(walk, dy, weight, dx);
                }
                else
                {
                    DepthwisePlane.Spread(_sizes, dy, weight, dx);
                }
            }
        }
    }
}
