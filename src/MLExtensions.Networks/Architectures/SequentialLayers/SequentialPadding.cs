namespace MLExtensions.Networks;

/// <summary>What a <see cref="ConvolutionOptions"/> puts around its input.</summary>
public enum SequentialPadding
{
    /// <summary>Zeros on both sides, so that with a stride of 1 the size stays, and with a stride of s it is divided by s and rounded up.</summary>
    Same,

    /// <summary>Nothing: the size shrinks by what a kernel sees, less one.</summary>
    None,

    /// <summary>Of sequences: zeros before the first step alone, so that no output sees later steps.</summary>
    Causal,
}
