using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>A tensor as a safetensors header describes it. The offsets are from the end of the header.</summary>
internal sealed record SafetensorsEntry(string Name, SafetensorsElement Element, Shape Shape, long Begin, long End);
