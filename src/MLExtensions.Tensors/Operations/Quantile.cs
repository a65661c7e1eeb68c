using System.Collections.Immutable;

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The pinball loss, smallest where a prediction is that quantile of the targets: weighted mean of max(q (t - x), (q - 1) (t - x))
/// (Koenker, Bassett, "Regression Quantiles", 1978). Inputs: predictions <c>[batch, levels]</c>, one for each of <see cref="Levels"/> (or <c>[batch]</c> for one
/// level), targets <c>[batch]</c> or <c>[batch, 1]</c>, and optionally row weights <c>[batch]</c> (0 or more). Output: <c>[1]</c>. Gradients flow to the
/// predictions alone; where x = t it is 0.
/// </summary>
public sealed record Quantile : Loss
{
    private readonly ImmutableArray<float> _levels = [0.5f];

    /// <summary>The quantiles q that are predicted, each more than 0 and less than 1; at least one. Default [0.5], the median.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None, or one that is out of range.</exception>
    public IReadOnlyList<float> Levels
    {
        get => _levels;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count == 0 || value.Any(level => !(level > 0 && level < 1)))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), $"Quantile.Levels are one or more numbers between 0 and 1; found [{string.Join(", ", value)}].");
            }

            _levels = [.. value];
        }
    }

    internal ReadOnlySpan<float> LevelSpan => _levels.AsSpan();

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 3, "predictions, targets and optionally row weights");
        Shape predictions = inputs[0], targets = inputs[1];
        bool fits = predictions.Rank is 1 or 2 && (predictions.Rank == 1 ? 1 : predictions[1]) == _levels.Length;
        if (!fits)
        {
            throw new ArgumentException(
                $"Quantile: predictions of shape {predictions} do not fit {_levels.Length} levels. Expected [batch, {_levels.Length}].");
        }

        if (targets.Rank is not (1 or 2) || targets[0] != predictions[0] || targets.Length != predictions[0])
        {
            throw new ArgumentException($"Quantile: targets of shape {targets} do not fit predictions {predictions}. Expected [{predictions[0]}], one a row.");
        }

        RowLossShapes.CheckWeights("Quantile", "predictions", inputs);
        outputs[0] = RowLossShapes.Loss;
    }

    /// <summary>Whether both have the same levels, in order, and reduction.</summary>
    public bool Equals(Quantile? other) => base.Equals(other) && _levels.SequenceEqual(other!._levels);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(base.GetHashCode());
        foreach (float level in _levels)
        {
            hash.Add(level);
        }

        return hash.ToHashCode();
    }
}
