namespace MLExtensions.Networks;

/// <summary>What a network's stream holds, checked but not yet built.</summary>
internal sealed record NetworkParts(
    Architecture Architecture,
    Objective Objective,
    InputDescription Input,
    TrainingHistory? History,
    IReadOnlyList<NamedTensor> Weights);
