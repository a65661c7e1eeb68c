using System.Globalization;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A learnt vector in front of every sequence: y = [token, x_1, ..., x_n]. Attention gathers in its place what is to be said of the whole sequence.</summary>
/// <remarks>
/// x is `[batch, time, width]`, token (weight) is `[1, width]`, y is `[batch, 1 + time, width]`. The [CLS] of Devlin, Chang, Lee, Toutanova, "BERT", 2018, and the
/// class token of Dosovitskiy et al., "An Image is Worth 16x16 Words", 2021. Masks for what follows are one longer than those of the input.
/// </remarks>
public sealed class ClassToken : Layer
{
    // Sequences without positions, then one position of zeros: the token is added to it, so there is one for each row of the batch, whatever the rows hold.
    private static readonly Slice s_none = new() { Axis = 1, Length = 0 };
    private static readonly Pad s_zeros = new() { Before = [1, 0] };
    private static readonly Add s_add = new();
    private static readonly Concatenate s_concatenate = new() { Axis = 1 };

    private readonly Tensor _token;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="width">Features of a position; at least 1.</param>
    /// <param name="parameters">Makes the weight; a new one is normal with standard deviation 0.02.</param>
    public ClassToken(string name, int width, ParameterSource parameters)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        Width = width;
        Parameter weight = parameters.Create(Join(name, "weight"), [1, width], Initialization.Normal(0.02f));
        _token = weight.Tensor;
        Parameters = [weight];
    }

    /// <summary>Features of a position.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[batch, time, width]`.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (input.Shape.Rank != 3 || input.Shape[2] != Width)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"ClassToken '{Name}': the input has shape {input.Shape}; expected [batch, time, {Width}]."), nameof(input));
        }

        Tensor tokens = context.Run(s_add, context.Run(s_zeros, context.Run(s_none, input)), _token);
        return context.Run(s_concatenate, tokens, input);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is not `[time, width]`.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == Width
        ? [checked(1 + input[0]), Width]
        : throw new ArgumentException($"ClassToken '{Name}': a row has shape {input}; expected [time, {Width}].", nameof(input));
}
