using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The forward run of a convolution whose outputs see one channel each.</summary>
internal unsafe struct DepthwiseForward : IRangeJob
{
    private ConvolutionSizes _sizes;
    private float* _x;
    private float* _weight;
    private float* _bias;
    private float* _z;
    private float* _y;
    private Activation _activation;
    private bool _accumulate;

    public static void Run(in ConvolutionSizes sizes, float* x, float* weight, float* bias, float* z, float* y, Activation activation, bool accumulate, int degree)
    {
        var job = new DepthwiseForward
        {
            _sizes = sizes,
            _x = x,
            _weight = weight,
            _bias = bias,
            _z = z,
            _y = y,
            _activation = activation,
            _accumulate = accumulate,
        };
        nint planes = sizes.Batch * sizes.Outputs;
        WorkerCrew.Shared.Run(ref job, planes, sizes.Grain(planes), sizes.Threads(degree));
    }

    public readonly void Run(nint start, nint end)
    {
        DepthwiseWalk walk = DepthwiseWalk.Forward(_sizes);
        for (nint plane = start; plane < end; plane++)
        {
            nint image = plane / _sizes.Outputs, output = plane % _sizes.Outputs;
            float* z = _z + plane * _sizes.Positions;
            if (!_accumulate)
            {
                new Span<float>(z, checked((int)_sizes.Positions)).Fill(_bias is null ? 0 : _bias[output]);
            }

            float* x = _x + (image * _sizes.Channels + output / _sizes.GroupOutputs) * _sizes.Plane;
            DepthwisePlane.Correlate(walk, x, _weight + output * _sizes.Taps, z);
            if (_activation != Activation.None)
            {
                ActivationLoop.Of(_activation).Apply(z, _y + plane * _sizes.Positions, _sizes.Positions, ActivationLoop.DefaultConstant(_activation));
            }
        }
    }
}
