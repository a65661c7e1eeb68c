using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The sum of each channel over all images: the gradient of a bias.</summary>
internal unsafe struct ChannelSums : IRangeJob
{
    private float* _source;
    private nint _batch, _channels, _plane;
    private float* _target;
    private bool _accumulate;

    /// <summary>target[c] = the sum of source[n, c, ...], or added to target.</summary>
    public static void Run(float* source, nint batch, nint channels, nint plane, float* target, bool accumulate, int degree)
    {
        var job = new ChannelSums { _source = source, _batch = batch, _channels = channels, _plane = plane, _target = target, _accumulate = accumulate };
        WorkerCrew.Shared.Run(ref job, channels, Math.Max(1, Elementwise.Grain / Math.Max(1, batch * plane)), degree);
    }

    public readonly void Run(nint start, nint end)
    {
        for (nint channel = start; channel < end; channel++)
        {
            // Long sums go on in double.
            double sum = 0;
            for (nint image = 0; image < _batch; image++)
            {
                sum += RowMath.LongSum(_source + (image * _channels + channel) * _plane, _plane);
            }

            _target[channel] = _accumulate ? _target[channel] + (float)sum : (float)sum;
        }
    }
}
