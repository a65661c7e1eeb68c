using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>What one thread needs to predict, kept from one prediction to the next.</summary>
internal sealed class PredictionContext
{
    public PredictionContext(Device device)
    {
        Scope = new TensorScope(device);
        Forward = new ForwardContext(Scope);
    }

    public TensorScope Scope { get; }

    public ForwardContext Forward { get; }
}
