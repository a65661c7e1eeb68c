using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// What each row of logits, or each position where there are axes behind the classes, is to give: a mass m_k on every class, so that the position's loss is
/// sum_k m_k (log(sum_j exp(x_j)) - x_k).
/// </summary>
internal unsafe struct CrossEntropyTargets
{
    private int* _indices;
    private float* _probabilities;
    private float* _rowWeights;
    private float* _classWeights;
    private bool _ignores;
    private int _ignoreIndex;
    private float _smoothing;

    /// <summary>The sum of all class weights.</summary>
    private double _classWeight;

    /// <summary>Whether the mass is 1 on the target and 0 elsewhere.</summary>
    private bool _isPlain;

    public nint Rows;
    public nint Classes;

    /// <summary>Positions of a row; the distance of one position's classes.</summary>
    public nint Inner;

    public readonly nint Positions => Rows * Inner;

    public readonly double RowWeight => RowWeights.Total(_rowWeights, Rows);

    public static CrossEntropyTargets Create(CrossEntropy operation, ReadOnlySpan<Tensor> inputs)
    {
        Shape shape = inputs[0].NodeOrNull!.Shape;
        ReadOnlySpan<Tensor> own = operation.HasClassWeights ? inputs[..^1] : inputs;
        var targets = new CrossEntropyTargets
        {
            _indices = operation.HasTargetProbabilities ? null : inputs[1].Ints,
            _probabilities = operation.HasTargetProbabilities ? inputs[1].Floats : null,
            _rowWeights = own.Length == 3 ? own[2].Floats : null,
            _classWeights = operation.HasClassWeights ? inputs[^1].Floats : null,
            _ignores = operation.IgnoreIndex is not null && !operation.HasTargetProbabilities,
            _ignoreIndex = operation.IgnoreIndex ?? 0,
            _smoothing = operation.LabelSmoothing,
            _isPlain = !operation.HasTargetProbabilities && !operation.HasClassWeights && operation.LabelSmoothing == 0,
            _classWeight = shape[1],
            Rows = shape[0],
            Classes = shape[1],
            Inner = 1,
        };
        for (int axis = 2; axis < shape.Rank; axis++)
        {
            targets.Inner *= shape[axis];
        }

        if (targets._classWeights is not null)
        {
            targets._classWeight = 0;
            for (nint k = 0; k < targets.Classes; k++)
            {
                targets._classWeight += targets._classWeights[k];
            }
        }

        return targets;
    }

    /// <summary>Where the logits of a position begin.</summary>
    public readonly nint Offset(nint position) => Inner == 1 ? position * Classes : position / Inner * Classes * Inner + position % Inner;

    /// <summary>How much a position counts: 0 where it may hold anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float Weight(nint position)
    {
        if (_ignores && _indices[position] == _ignoreIndex)
        {
            return 0;
        }

        if (_rowWeights is null)
        {
            return 1;
        }

        float weight = _rowWeights[Inner == 1 ? position : position / Inner];
        return weight <= 0 ? 0 : weight;
    }

    /// <summary>What a position adds to the mean's divisor for each unit of weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float Share(nint position) => _isPlain || _indices is null ? 1 : ClassWeight(Target(position));

    /// <summary>The sum of the mass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Mass(nint position) => _isPlain ? 1 : MassOfAll(position);

    /// <summary>sum_k m_k values_k</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Dot(nint position, float* values) => _isPlain ? values[Target(position)] : DotOfAll(position, values);

    /// <summary>gradient_k -= scale m_k, the classes <see cref="Inner"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Subtract(nint position, float* gradient, float scale)
    {
        if (_isPlain)
        {
            gradient[Target(position) * Inner] -= scale;
        }
        else
        {
            SubtractAll(position, gradient, scale);
        }
    }

    private readonly double MassOfAll(nint position)
    {
        if (_indices is not null)
        {
            return (1 - _smoothing) * (double)ClassWeight(Target(position)) + _smoothing / Classes * _classWeight;
        }

        double sum = 0;
        for (nint k = 0; k < Classes; k++)
        {
            sum += MassOf(position, k);
        }

        return sum;
    }

    private readonly double DotOfAll(nint position, float* values)
    {
        double sum = 0;
        if (_indices is null)
        {
            for (nint k = 0; k < Classes; k++)
            {
                sum += MassOf(position, k) * values[k];
            }

            return sum;
        }

        // Without smoothing the other classes do not matter, not even where they are infinite.
        for (nint k = 0; _smoothing > 0 && k < Classes; k++)
        {
            sum += (double)ClassWeight(k) * values[k];
        }

        int target = Target(position);
        return (1 - _smoothing) * (double)ClassWeight(target) * values[target] + _smoothing / Classes * sum;
    }

    private readonly void SubtractAll(nint position, float* gradient, float scale)
    {
        if (_indices is null)
        {
            for (nint k = 0; k < Classes; k++)
            {
                gradient[k * Inner] -= scale * (float)MassOf(position, k);
            }

            return;
        }

        for (nint k = 0; _smoothing > 0 && k < Classes; k++)
        {
            gradient[k * Inner] -= scale * (_smoothing / Classes) * ClassWeight(k);
        }

        int target = Target(position);
        gradient[target * Inner] -= scale * (1 - _smoothing) * ClassWeight(target);
    }

    private readonly float ClassWeight(nint index) => _classWeights is null ? 1 : _classWeights[index];

    private readonly double MassOf(nint position, nint index)
    {
        double probability = _probabilities[Offset(position) + index * Inner];
        return (probability * (1 - _smoothing) + _smoothing / Classes) * ClassWeight(index);
    }

    /// <summary>The target, which the backward run checks again: the tensor may have been given other values since.</summary>
    private readonly int Target(nint position)
    {
        int target = _indices[position];
        return (uint)target < (uint)Classes
            ? target
            : throw new ArgumentException(Inner == 1
                ? $"CrossEntropy: the target of row {position} is {target}; expected a class, 0 to {Classes - 1}."
                : $"CrossEntropy: the target of row {position / Inner} at position {position % Inner} is {target}; expected a class, 0 to {Classes - 1}.");
    }
}
