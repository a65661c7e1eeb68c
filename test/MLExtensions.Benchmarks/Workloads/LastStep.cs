using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Benchmarks;

/// <summary>The last time of a sequence, through a linear layer.</summary>
internal sealed class LastStep : Layer
{
    private readonly Layer _sequence;
    private readonly Networks.Linear _head;
    private readonly Slice _last;
    private readonly Reshape _rows;

    /// <param name="sequence">What gives the sequence.</param>
    /// <param name="head">What reads its last time.</param>
    /// <param name="timeAxis">The axis of time, the batch's being 0.</param>
    public LastStep(Layer sequence, Networks.Linear head, int timeAxis)
        : base("")
    {
        _sequence = sequence;
        _head = head;
        _last = new Slice { Axis = timeAxis, Start = -1, Length = 1 };
        _rows = new Reshape { Axes = [-1, head.Inputs] };
        Children = [sequence, head];
    }

    public override IReadOnlyList<Module> Children { get; }

    public override Tensor Forward(ForwardContext context, Tensor input) =>
        _head.Forward(context, context.Run(_rows, context.Run(_last, _sequence.Forward(context, input))));

    public override Shape OutputShape(Shape input) => [_head.Outputs];
}
