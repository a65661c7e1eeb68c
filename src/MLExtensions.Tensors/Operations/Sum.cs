namespace MLExtensions.Tensors.Operations;

/// <summary>y = sum of x along axes, added up in double precision; shapes as <see cref="AxesReduction"/> says. Over no elements 0.</summary>
public sealed record Sum : AxesReduction;
