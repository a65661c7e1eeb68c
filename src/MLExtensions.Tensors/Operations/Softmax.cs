namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y_j = exp(x_j) / sum_k exp(x_k) along an axis. Input: x of any shape with that axis. Output: the same shape; along the axis the numbers sum to 1.
/// </summary>
public sealed record Softmax : SoftmaxOperation;
