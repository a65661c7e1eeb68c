namespace MLExtensions.Tensors;

/// <summary>How an optimiser changes parameters, as data: the rule and its constants. A device carries it out, see <see cref="Device.Update"/>.</summary>
public abstract record ParameterUpdate
{
    /// <summary>What the rule keeps for each parameter, in tensors of the parameter's shape: their names, in the order in which <see cref="Device.Update"/> takes them.</summary>
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>What every element of the states is before the first step. Default 0.</summary>
    public virtual float InitialState => 0;
}
