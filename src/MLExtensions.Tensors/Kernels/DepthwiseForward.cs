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
        nint items = sizes.Batch * sizes.Outputs;
        WorkerCrew.Shared.Run(ref job, items, sizes.Grain(items), sizes.Threads(degree));
    }

    public readonly void Run(nint start, nint end)
    {
        DepthwisePlane plane = DepthwisePlane.Forward(_sizes);
        using var memory = new Scratch(2 * plane.Length);
        float* frame = memory.Floats;
        float* sums = frame + plane.Length;
        nint columns = _sizes.OutputWidth;
        for (nint item = start; item < end; item++)
        {
            nint image = item / _sizes.Outputs, output = item % _sizes.Outputs;
            float* x = _x + (image * _sizes.Channels + output / _sizes.GroupOutputs) * _sizes.Plane;
            float* z = _z + item * _sizes.Positions;
            plane.Place(x, _sizes.Height, _sizes.Width, 1, _sizes.Padding.Top, _sizes.Padding.Left, frame);
            plane.Correlate(frame, _weight + output * _sizes.Taps, flipped: false, _bias is null ? 0 : _bias[output], sums);
            for (nint i = 0; i < _sizes.OutputHeight; i++)
            {
                float* row = sums + i * _sizes.Stride.Height * plane.Pitch;
                RowMath.Copy(row, _sizes.Stride.Width, _accumulate ? row : z + i * columns, columns);
                if (_accumulate)
                {
                    RowMath.Add(row, z + i * columns, columns);
                }
            }

            if (_activation != Activation.None)
            {
                ActivationLoop.Of(_activation).Apply(z, _y + item * _sizes.Positions, _sizes.Positions, ActivationLoop.DefaultConstant(_activation));
            }
        }
    }
}
