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
        nint items = sizes.Batch * sizes.Channels;
        WorkerCrew.Shared.Run(ref job, items, sizes.Grain(items), sizes.Threads(degree));
    }

    public readonly void Run(nint start, nint end)
    {
        DepthwisePlane plane = DepthwisePlane.Back(_sizes);
        using var memory = new Scratch(2 * plane.Length);
        float* frame = memory.Floats;
        float* sums = frame + plane.Length;
        nint top = (_sizes.KernelHeight - 1) * _sizes.Dilation.Height - _sizes.Padding.Top;
        nint left = (_sizes.KernelWidth - 1) * _sizes.Dilation.Width - _sizes.Padding.Left;
        for (nint item = start; item < end; item++)
        {
            nint image = item / _sizes.Channels, channel = item % _sizes.Channels;
            float* dx = _dx + item * _sizes.Plane;
            if (!_accumulate)
            {
                RowMath.Fill(dx, _sizes.Plane, _bias is null ? 0 : _bias[channel]);
            }

            for (nint i = 0; i < _sizes.GroupOutputs; i++)
            {
                nint output = channel * _sizes.GroupOutputs + i;
                float* dy = _dy + (image * _sizes.Outputs + output) * _sizes.Positions;
                plane.Place(dy, _sizes.OutputHeight, _sizes.OutputWidth, _sizes.Stride, top, left, frame);
                plane.Correlate(frame, _weight + output * _sizes.Taps, flipped: true, start: 0, sums);
                for (nint row = 0; row < _sizes.Height; row++)
                {
                    RowMath.Add(sums + row * plane.Pitch, dx + row * _sizes.Width, _sizes.Width);
                }
            }
        }
    }
}
