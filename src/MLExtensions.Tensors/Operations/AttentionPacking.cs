namespace MLExtensions.Tensors.Operations;

/// <summary>How the queries, keys and values of an <see cref="Attention"/> come.</summary>
public enum AttentionPacking
{
    /// <summary>Three tensors: queries <c>[batch, targets, dim]</c>, keys and values <c>[batch, sources, dim]</c>.</summary>
    Separate,

    /// <summary>Two tensors: queries <c>[batch, targets, dim]</c>, and keys and values beside each other, <c>[batch, sources, 2 * dim]</c>.</summary>
    KeyValue,

    /// <summary>One tensor: queries, keys and values beside each other, <c>[batch, time, 3 * dim]</c>, as one projection gives them.</summary>
    QueryKeyValue,
}
