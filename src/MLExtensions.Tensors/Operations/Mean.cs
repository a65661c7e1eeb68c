namespace MLExtensions.Tensors.Operations;

/// <summary>y = mean of x along axes, added up in double precision; shapes as <see cref="AxesReduction"/> says. Over no elements not a number.</summary>
public sealed record Mean : AxesReduction;
