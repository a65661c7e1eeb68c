using MLExtensions.Networks;
using MLExtensions.Tensors;
using Operations = MLExtensions.Tensors.Operations;

namespace MLExtensions.Tests;

// docs/own-architecture.md
/// <summary>y = sum_t a_t x_t, a = softmax over the steps of w x_t. x is [batch, time, features], y is [batch, features].</summary>
public sealed class AttentionPooling : Layer
{
    private static readonly Operations.Linear s_score = new() { HasBias = false };
    private static readonly Operations.Softmax s_softmax = new() { Axis = 1 };
    private static readonly Operations.Sum s_sum = new() { Axes = [1] };

    private readonly Tensor _weight;

    public AttentionPooling(string name, int features, ParameterSource parameters)
        : base(name)
    {
        Parameter weight = parameters.Create(Join(name, "weight"), [1, features], Initialization.FanIn(features));
        _weight = weight.Tensor;
        Parameters = [weight];
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor weights = context.Run(s_softmax, context.Run(s_score, input, _weight));
        return context.Run(s_sum, context.Multiply(input, weights));
    }

    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == _weight.Shape[1]
        ? [input[1]]
        : throw new ArgumentException($"AttentionPooling '{Name}': a row has shape {input}; expected [time, {_weight.Shape[1]}].", nameof(input));
}
// end
