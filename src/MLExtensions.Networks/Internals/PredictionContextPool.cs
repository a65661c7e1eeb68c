using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Lends prediction contexts to any number of threads without locks. More than it has room for are left to the garbage collector.</summary>
internal sealed class PredictionContextPool
{
    private readonly Device _device;
    private readonly PredictionContext?[] _free = new PredictionContext?[2 * Environment.ProcessorCount];
    private PredictionContext? _first;

    public PredictionContextPool(Device device) => _device = device;

    public PredictionContext Rent()
    {
        if (Interlocked.Exchange(ref _first, null) is { } first)
        {
            return first;
        }

        for (int i = 0; i < _free.Length; i++)
        {
            if (_free[i] is not null && Interlocked.Exchange(ref _free[i], null) is { } free)
            {
                return free;
            }
        }

        return new PredictionContext(_device);
    }

    public void Return(PredictionContext context)
    {
        context.Scope.Reset();
        if (Interlocked.CompareExchange(ref _first, context, null) is null)
        {
            return;
        }

        for (int i = 0; i < _free.Length; i++)
        {
            if (_free[i] is null && Interlocked.CompareExchange(ref _free[i], context, null) is null)
            {
                return;
            }
        }

        context.Scope.Dispose();
    }
}
