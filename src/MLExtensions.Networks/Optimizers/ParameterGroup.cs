using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
public sealed class ParameterGroup
{
    /// <summary>Makes a group.</summary>
    /// <param name="parameters">The parameters; frozen ones are passed over.</param>
    /// <param name="learningRate">The size of a step, 0 or more; it may be changed between steps.</param>
    /// <param name="weightDecay">How strongly weights are pulled towards zero, 0 or more. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0 or not finite.</exception>
    public ParameterGroup(IReadOnlyList<Parameter> parameters, float learningRate, float weightDecay = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
    }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The size of the next step; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0 or not finite.</exception>
    public float LearningRate
    {
        get;
        set => field = NotNegative(value, nameof(LearningRate));
    }

    /// <summary>The weight decay of the next step; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0 or not finite.</exception>
    public float WeightDecay
    {
        get;
        set => field = NotNegative(value, nameof(WeightDecay));
    }

    private static float NotNegative(float value, string name) => value >= 0 && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} of a parameter group must be a finite number of at least 0.");
}
