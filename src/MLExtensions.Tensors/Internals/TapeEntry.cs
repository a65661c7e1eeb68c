namespace MLExtensions.Tensors.Internals;

/// <summary>One record: the operation, and where its tensors stand in the tape's list (inputs, outputs, saved, in this order from <paramref name="Start"/>).</summary>
internal readonly record struct TapeEntry(Operation Operation, int Start, int InputCount, int OutputCount, int SavedCount);
