using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What attention is not to see, beside what a causal layer hides by itself. The default hides nothing.</summary>
/// <param name="KeyPadding">Keys to ignore, <see cref="ElementType.Int32"/> <c>[batch, sources]</c>: 1 where the key is padding, else 0.</param>
/// <param name="Scores">
/// Added to the scores before softmax, <c>[targets, sources]</c>, <c>[heads, targets, sources]</c> or <c>[batch * heads, targets, sources]</c>: minus infinity
/// hides a key; other numbers are a bias, which may be learnt.
/// </param>
public readonly record struct AttentionMasks(Tensor? KeyPadding = null, Tensor? Scores = null);
