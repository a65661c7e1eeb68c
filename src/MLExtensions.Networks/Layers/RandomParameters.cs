using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Draws the parameters of a new network.</summary>
public sealed class RandomParameters : ParameterSource
{
    private readonly Philox _random;

    /// <summary>Makes the source.</summary>
    /// <param name="random">The numbers to draw from; the same ones give the same parameters.</param>
    public RandomParameters(Philox random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _random = random;
    }

    /// <inheritdoc/>
    public override Parameter Create(string name, Shape shape, Initialization initialization)
    {
        var parameter = new Parameter(name, shape);
        if (initialization.Bound != 0)
        {
            foreach (ref float value in parameter.Values)
            {
                value = ((2 * _random.NextSingle()) - 1) * initialization.Bound;
            }
        }

        return parameter;
    }
}
