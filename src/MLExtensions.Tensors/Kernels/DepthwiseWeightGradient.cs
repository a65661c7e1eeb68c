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
        for (nint output = start; output < end; output++)
        {
            for (nint tap = 0; tap < _sizes.Taps; tap++)
            {
                // Long sums go on in double.
                double sum = 0;
                for (nint image = 0; image < _sizes.Batch; image++)
                {
                    float* x = _x + (image * _sizes.Channels + output / _sizes.GroupOutputs) * _sizes.Plane;
                    float* dy = _dy + (image * _sizes.Outputs + output) * _sizes.Positions;
                    sum += DepthwisePlane.Dot(_sizes, x, dy, tap / _sizes.KernelWidth, tap % _sizes.KernelWidth);
                }

                float* target = _gradient + output * _sizes.Taps + tap;
                *target = _accumulate ? *target + (float)sum : (float)sum;
            }
        }
    }
}
