using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
public sealed class ParameterGroup
{
    /// <summary>Makes a group.</summary>
    /// <param name="parameters">The parameters; frozen ones are passed over.</param>
    /// <param name="learningRate">The size of a step; it may be changed between steps.</param>
    /// <param name="weightDecay">How strongly weights are pulled towards zero.</param>
    public ParameterGroup(IReadOnlyList<Parameter> parameters, float learningRate, float weightDecay = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
    }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The size of the next step.</summary>
    public float LearningRate { get; set; }

    /// <summary>The weight decay of the next step.</summary>
    public float WeightDecay { get; set; }
}
