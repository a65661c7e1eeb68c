using System.Collections.Immutable;
using System.Globalization;

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Rows of several tables side by side, for indices that stand somewhere in a row of floats. Inputs: x <c>[batch, row]</c>, where each of the slots holds a whole number from 0 to
/// the count of its table - 1, and a weight <c>[count, dimension]</c> a slot. Output <c>[batch, sum of the dimensions]</c>. The gradient of a table's row is the sum over all places that it
/// stands at; none flows to x.
/// </summary>
public sealed record CategoryEmbeddings : Operation
{
    private readonly ImmutableArray<int> _slots = [];

    /// <summary>Where each table's indices stand in the row; 0 or more. At least one.</summary>
    public required IReadOnlyList<int> Slots
    {
        get => _slots;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _slots = [.. value];
            if (_slots.IsEmpty || _slots.Any(int.IsNegative))
            {
                throw new ArgumentException($"CategoryEmbeddings: the slots are [{string.Join(", ", _slots)}]; expected at least one, of 0 or more.", nameof(value));
            }
        }
    }

    internal ReadOnlySpan<int> SlotValues => _slots.AsSpan();

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index > 0;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        if (inputs.Length != 1 + _slots.Length)
        {
            throw new ArgumentException($"CategoryEmbeddings takes x and {_slots.Length} weights; {inputs.Length} inputs were given.");
        }

        Shape x = inputs[0];
        int longest = 0, dimensions = 0;
        for (int i = 0; i < _slots.Length; i++)
        {
            longest = Math.Max(longest, _slots[i]);
            Shape weight = inputs[1 + i];
            if (weight.Rank != 2)
            {
                throw new ArgumentException($"CategoryEmbeddings: weight {i} has shape {weight}; expected [count, dimension].");
            }

            dimensions = checked(dimensions + weight[1]);
        }

        outputs[0] = x.Rank == 2 && x[1] > longest
            ? [x[0], dimensions]
            : throw new ArgumentException($"CategoryEmbeddings: x has shape {x}; expected [batch, row] with a row of at least {longest + 1L}.");
    }

    /// <summary>Whether two operations have the same slots.</summary>
    public bool Equals(CategoryEmbeddings? other) => other is not null && _slots.AsSpan().SequenceEqual(other._slots.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slots.Length, _slots[0]);

    /// <summary>The slots.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"CategoryEmbeddings {{ Slots = [{string.Join(", ", _slots)}] }}");
}
