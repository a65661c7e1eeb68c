namespace MLExtensions.Tensors.Kernels;

/// <summary>One of <see cref="StridedAxes"/>: its length and its step in each tensor.</summary>
internal readonly record struct StridedAxis(nint Length, nint Step0, nint Step1, nint Step2);
