using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The weight's gradient of a convolution whose outputs see one channel each: a chunk owns some outputs and walks over the batch.</summary>
internal unsafe struct DepthwiseWeightGradient : IRangeJob
{
    private ConvolutionSizes _sizes;
    private float* _x;
    private float* _dy;
    private float* _gradient;
    private bool _accumulate;

    public static void Run(in ConvolutionSizes sizes, float* x, float* dy, float* gradient, bool accumulate, int degree)
    {
        var job = new DepthwiseWeightGradient { _sizes = sizes, _x = x, _dy = dy, _gradient = gradient, _accumulate = accumulate };
        WorkerCrew.Shared.Run(ref job, sizes.Outputs, sizes.Grain(sizes.Outputs), sizes.Threads(degree));
    }

    public readonly void Run(nint start, nint end)
    {
        DepthwisePlane plane = DepthwisePlane.Forward(_sizes);
        using var memory = new Scratch(2 * plane.Length);
        using var sums = new Scratch(2 * _sizes.Taps);
        float* frame = memory.Floats;
        float* upstream = frame + plane.Length;
        for (nint output = start; output < end; output++)
        {
            // Long sums go on in double.
            new Span<double>(sums.Doubles, checked((int)_sizes.Taps)).Clear();
            for (nint image = 0; image < _sizes.Batch; image++)
            {
                float* x = _x + (image * _sizes.Channels + output / _sizes.GroupOutputs) * _sizes.Plane;
                float* dy = _dy + (image * _sizes.Outputs + output) * _sizes.Positions;
                plane.Place(x, _sizes.Height, _sizes.Width, 1, _sizes.Padding.Top, _sizes.Padding.Left, frame);
                plane.Place(dy, _sizes.OutputHeight, _sizes.OutputWidth, _sizes.Stride, 0, 0, upstream);
                for (nint tap = 0; tap < _sizes.Taps; tap++)
                {
                    sums.Doubles[tap] += plane.Dot(frame, upstream, tap / _sizes.KernelWidth, tap % _sizes.KernelWidth);
                }
            }

            float* target = _gradient + output * _sizes.Taps;
            for (nint tap = 0; tap < _sizes.Taps; tap++)
            {
                target[tap] = _accumulate ? target[tap] + (float)sums.Doubles[tap] : (float)sums.Doubles[tap];
            }
        }
    }
}
