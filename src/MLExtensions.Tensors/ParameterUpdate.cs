namespace MLExtensions.Tensors;

/// <summary>How an optimiser changes parameters, as data: the rule and its constants. A device carries it out, see <see cref="Device.Update"/>.</summary>
public abstract record ParameterUpdate
{
    /// <summary>How many state tensors of the parameter's shape the rule keeps for each parameter, all 0 before the first step.</summary>
    public abstract int StateCount { get; }
}
