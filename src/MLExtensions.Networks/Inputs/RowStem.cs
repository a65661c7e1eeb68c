using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Rows that are sequences as they are, or vectors: then each number, encoded where there are columns, is a step of one feature.</summary>
internal sealed class RowStem : SequenceStem
{
    private readonly Layer? _encoder;
    private readonly Reshape? _steps;

    public RowStem(InputDescription input, ParameterSource parameters)
        : base(Network.EncoderName)
    {
        Shape row = input.EncodedShape;
        _encoder = input.Columns.Count == 0 ? null : input.CreateEncoder(Name, parameters);
        _steps = row.Rank == 2 ? null : new Reshape { Axes = [0, row[0], 1] };
        Time = row[0];
        Features = row.Rank == 2 ? row[1] : 1;
    }

    public override string Kind => _encoder?.Kind ?? "Sequence";

    public override IReadOnlyList<Module> Children => _encoder is null ? [] : [_encoder];

    public override int Time { get; }

    public override int Features { get; }

    public override bool HasLengths => false;

    public override Tensor Forward(ForwardContext context, Tensor input, out Tensor? lengths)
    {
        lengths = null;
        Tensor rows = _encoder?.Forward(context, input) ?? input;
        return _steps is null ? rows : context.Run(_steps, rows);
    }
}
