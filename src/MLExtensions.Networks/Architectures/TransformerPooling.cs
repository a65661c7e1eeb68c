namespace MLExtensions.Networks;

/// <summary>What a <see cref="TransformerEncoder"/> makes of its outputs at all steps of a row, a <see cref="VisionTransformer"/> at all patches.</summary>
public enum TransformerPooling
{
    /// <summary>A learnt step is put in front of the row, and what becomes of it is the row's (<see cref="Networks.ClassToken"/>).</summary>
    ClassToken,

    /// <summary>The mean of the steps.</summary>
    Mean,

    /// <summary>The largest value of each feature.</summary>
    Max,

    /// <summary>The mean of the steps, weighted by what is learnt (<see cref="AttentionPooling"/>).</summary>
    Attention,
}
