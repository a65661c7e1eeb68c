using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>What one thread needs to predict, kept from one prediction to the next.</summary>
internal sealed class PredictionContext
{
    private ForwardPlan? _plan;
    private Objective? _planned;

    public PredictionContext(Device device)
    {
        Scope = new TensorScope(device);
        Forward = new ForwardContext(Scope);
    }

    public TensorScope Scope { get; }

    public ForwardContext Forward { get; }

    /// <summary>How to predict one row without the bookkeeping of a forward run; null where only a run itself knows its operations.</summary>
    public ForwardPlan? OneRowPlan(Layer module, Objective objective, Shape oneRow)
    {
        // Training replaces the objective; the module and its parameters stay.
        if (!ReferenceEquals(_planned, objective))
        {
            _planned = objective;
            _plan = IsOurs(objective) && IsOurs(module) ? Record(module, objective, oneRow) : null;
        }

        return _plan;
    }

    // Apart from the caller, which would else allocate what the function captures each time.
    private ForwardPlan? Record(Layer module, Objective objective, Shape oneRow) =>
        ForwardPlan.TryRecord(Scope.Device, oneRow, (context, input) => objective.Scores(context, module.Forward(context, input)));

    /// <summary>A layer or an objective of this library runs operations that depend on shapes alone. One of another's may do anything.</summary>
    private static bool IsOurs(object part) => part.GetType().Assembly == typeof(PredictionContext).Assembly
        && (part is not Module module || (!module.RunsByValues && module.Children.All(IsOurs)));
}
