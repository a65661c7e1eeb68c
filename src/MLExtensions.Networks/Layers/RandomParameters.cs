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
        switch (initialization.Distribution)
        {
            case InitialDistribution.Constant:
                parameter.Values.Fill(initialization.Scale);
                break;
            case InitialDistribution.Uniform:
                foreach (ref float value in parameter.Values)
                {
                    value = ((2 * _random.NextSingle()) - 1) * initialization.Scale;
                }

                break;
            case InitialDistribution.Normal:
                foreach (ref float value in parameter.Values)
                {
                    value = _random.NextGaussian() * initialization.Scale;
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(initialization), initialization.Distribution, $"'{name}': no such distribution.");
        }

        foreach (int row in initialization.ZeroRows)
        {
            int length = parameter.Values.Length / shape[0];
            parameter.Values.Slice(row * length, length).Clear();
        }

        return parameter;
    }
}
