namespace MLExtensions.Tensors;

/// <summary>How the losses of all elements become one number. A row counts as often as its weight says; a row of weight 0 does not count.</summary>
public enum Reduction
{
    /// <summary>The weighted mean over all elements (over rows where a loss is one number a row). The default.</summary>
    Mean,

    /// <summary>The weighted sum over all elements.</summary>
    Sum,

    /// <summary>The weighted sum over all elements, divided by the sum of the row weights (the number of rows where there are none).</summary>
    BatchMean,
}
