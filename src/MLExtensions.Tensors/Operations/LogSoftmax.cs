namespace MLExtensions.Tensors.Operations;

/// <summary>y_j = x_j - log(sum_k exp(x_k)) along an axis. Input: x of any shape with that axis. Output: the same shape.</summary>
public sealed record LogSoftmax : SoftmaxOperation;
