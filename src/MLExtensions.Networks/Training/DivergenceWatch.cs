using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Looks at a run's losses for <see cref="DivergenceGuard"/>.</summary>
internal sealed class DivergenceWatch(DivergenceGuard? guard)
{
    /// <summary>So many batches of the training data tell a spoilt network from an unusual row.</summary>
    public const int MeasuredBatches = 3;

    // Runs that recover from a bad first step do so within six batches; those that do not are above the limit for twenty and more.
    private const int BatchesInARow = 10;

    private double? _first;
    private int _above;

    /// <summary>The first batch's loss, once it is known, and how many batches in a row were above the bound: what a resumed run goes on with.</summary>
    public (double? First, int Above) State
    {
        get => (_first, _above);
        set => (_first, _above) = value;
    }

    /// <summary>What was wrong, once losses or weights were refused.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Whether training may go on after a batch's loss.</summary>
    public bool AcceptsStep(double loss)
    {
        _first ??= loss;
        if (IsSound(loss))
        {
            _above = 0;
            return true;
        }

        return double.IsFinite(loss) && ++_above < BatchesInARow;
    }

    /// <summary>Whether the weights that gave a loss are worth keeping.</summary>
    public bool IsSound(double loss)
    {
        if (!double.IsFinite(loss))
        {
            Reason = "the loss or the gradients are no longer finite";
            return false;
        }

        double limit = guard is null ? double.PositiveInfinity : guard.Factor * Math.Max(1, Math.Abs(_first ?? 1));
        if (loss <= limit)
        {
            return true;
        }

        Reason = string.Create(CultureInfo.InvariantCulture, $"the loss has reached {loss:G3}, far from the {_first:G3} of the first batch");
        return false;
    }

    /// <summary>Whether all weights are finite.</summary>
    public bool AreSound(IEnumerable<Parameter> weights)
    {
        if (WeightSnapshot.AreFinite(weights))
        {
            return true;
        }

        Reason = "the weights are no longer finite";
        return false;
    }
}
