namespace MLExtensions.Persistence;

/// <summary>What an ensemble's entry says of a member.</summary>
internal sealed record EnsembleMemberDescription
{
    /// <summary>Its share of the mean.</summary>
    public required double Weight { get; init; }

    /// <summary>The slope of what makes a probability of its score; null for none.</summary>
    public double? Slope { get; init; }

    /// <summary>The offset, likewise; null with the slope.</summary>
    public double? Offset { get; init; }

    /// <summary>Whether slope and offset are there, and finite.</summary>
    internal bool HasSigmoid => Slope is { } slope && Offset is { } offset && double.IsFinite(slope) && double.IsFinite(offset);

    public static EnsembleMemberDescription Of(EnsembleMember member) => new() { Weight = member.Weight, Slope = member.Sigmoid?.Slope, Offset = member.Sigmoid?.Offset };

    /// <summary>What makes a probability of its score; null for nothing.</summary>
    public ProbabilitySigmoid? ToSigmoid() => HasSigmoid ? new ProbabilitySigmoid(Slope!.Value, Offset!.Value) : null;
}
