using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>In training, sets each value to zero with probability p and scales the others by 1 / (1 - p); in prediction does nothing.</summary>
/// <remarks>Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.</remarks>
public sealed class Dropout : Layer
{
    private readonly Tensors.Operations.Dropout _operation;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="rate">The probability of zero; at least 0 and less than 1.</param>
    public Dropout(string name, float rate)
        : base(name)
    {
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "Dropout must be at least 0 and less than 1.");
        }

        Rate = rate;
        _operation = new Tensors.Operations.Dropout { Rate = rate };
    }

    /// <summary>The probability of zero.</summary>
    public float Rate { get; }

    /// <inheritdoc/>
    public override string Kind => $"Dropout, {Rate.ToString(CultureInfo.InvariantCulture)}";

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Training && Rate > 0 ? context.Run(_operation, input, context.NextRandomKey()) : input;
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
