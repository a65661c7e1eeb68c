using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>An activation over a whole tensor, in parallel where it is long.</summary>
internal unsafe struct ActivationJob : IRangeJob
{
    private const nint Grain = 16 * 1024;

    private Activation _activation;
    private float* _value;
    private float* _upstream;
    private float* _target;
    private float _constant;
    private bool _accumulate;

    /// <summary>y = f(x)</summary>
    public static void Apply(Activation activation, float* x, float* y, nint length, float constant, int degree)
    {
        var job = new ActivationJob { _activation = activation, _value = x, _target = y, _constant = constant };
        WorkerCrew.Shared.Run(ref job, length, Grain, degree);
    }

    /// <summary>dx = dy f', or added; <paramref name="value"/> is what <see cref="ActivationLoop.NeedsInput"/> asks for.</summary>
    public static void Differentiate(
        Activation activation, float* value, float* dy, float* dx, nint length, float constant, bool accumulate, int degree)
    {
        var job = new ActivationJob
        {
            _activation = activation,
            _value = value,
            _upstream = dy,
            _target = dx,
            _constant = constant,
            _accumulate = accumulate,
        };
        WorkerCrew.Shared.Run(ref job, length, Grain, degree);
    }

    public readonly void Run(nint start, nint end)
    {
        ActivationLoop loop = ActivationLoop.Of(_activation);
        if (_upstream is null)
        {
            loop.Apply(_value + start, _target + start, end - start, _constant);
        }
        else
        {
            loop.Differentiate(_value + start, _upstream + start, _target + start, end - start, _constant, _accumulate);
        }
    }
}
