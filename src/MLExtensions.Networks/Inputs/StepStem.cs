using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The steps of a <see cref="SequenceColumn"/>.</summary>
internal sealed class StepStem(string name, SequenceColumn column) : SequenceStem(name)
{
    private readonly SequenceEncoder _encoder = new(name, column);

    public override string Kind => _encoder.Kind;

    public override int Time => column.MaximumLength;

    public override int Features => column.Features;

    public override bool HasLengths => column.IsVariable;

    public override Tensor Forward(ForwardContext context, Tensor input, out Tensor? lengths)
    {
        lengths = _encoder.Lengths(context, input);
        return _encoder.Forward(context, input);
    }
}
