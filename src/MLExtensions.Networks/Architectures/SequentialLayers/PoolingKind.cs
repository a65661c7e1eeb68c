namespace MLExtensions.Networks;

/// <summary>What is made of the values that are pooled.</summary>
public enum PoolingKind
{
    /// <summary>The largest.</summary>
    Max,

    /// <summary>The mean.</summary>
    Average,
}
