namespace MLExtensions.Tensors.Operations;

/// <summary>y = a - b, element by element; shapes as <see cref="BroadcastArithmetic"/> says.</summary>
public sealed record Subtract : BroadcastArithmetic;
