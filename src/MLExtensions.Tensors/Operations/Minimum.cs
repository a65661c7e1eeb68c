namespace MLExtensions.Tensors.Operations;

/// <summary>y = min(a, b), element by element; shapes as <see cref="BroadcastArithmetic"/> says. Where one is not a number, that. Where both are the same, half of the gradient goes to each.</summary>
public sealed record Minimum : BroadcastArithmetic;
