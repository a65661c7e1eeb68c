using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.CharacterModels;

/// <summary>Trains a character model by Adam on passages of a text: the loss is the mean cross-entropy of all next characters.</summary>
internal sealed class CharacterTraining : IDisposable
{
    private static readonly CrossEntropy s_crossEntropy = new();
    private readonly CharacterModel _model;
    private readonly CharacterSizes _sizes;
    private readonly byte[] _text;
    private readonly Reshape _rows;
    private readonly OptimizerState _optimizer;
    private readonly TensorScope _scope = new(CpuDevice.Default);
    private readonly GradientTape _tape = new();
    private readonly ForwardContext _context;
    private readonly int[] _characters;
    private readonly int[] _next;

    /// <param name="model">The network.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="text">The number of each character of the text.</param>
    public CharacterTraining(CharacterModel model, CharacterSizes sizes, byte[] text)
    {
        _model = model;
        _sizes = sizes;
        _text = text;
        _rows = new Reshape { Axes = [-1, sizes.Symbols] };
        _optimizer = new OptimizerState(new Adam(), CpuDevice.Default, [new ParameterGroup(model.Parameters, sizes.LearningRate)]);
        _context = new ForwardContext(_scope, _tape, training: true, new Philox(1));
        _characters = new int[sizes.Batch * sizes.Time];
        _next = new int[_characters.Length];
    }

    /// <summary>One step on the passages that begin at these places; gives the loss before it.</summary>
    public float Step(ReadOnlySpan<int> offsets)
    {
        for (int row = 0; row < _sizes.Batch; row++)
        {
            for (int i = 0; i < _sizes.Time; i++)
            {
                _characters[row * _sizes.Time + i] = _text[offsets[row] + i];
                _next[row * _sizes.Time + i] = _text[offsets[row] + i + 1];
            }
        }

        _scope.Reset();
        _tape.Clear();
        Tensor logits = _model.Forward(_context, _scope.From(_characters, [_sizes.Batch, _sizes.Time]));
        Tensor loss = _context.Run(s_crossEntropy, _context.Run(_rows, logits), _scope.From(_next, [_next.Length]));
        _optimizer.ClearGradients();
        _tape.Backward(loss, _scope);
        _optimizer.Step();
        return loss.ToScalar();
    }

    public void Dispose() => _scope.Dispose();
}
