namespace MLExtensions.Tensors.Internals;

/// <summary>Takes note of an operation that ran.</summary>
internal delegate void OperationRan(Operation operation, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs);
