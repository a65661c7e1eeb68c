namespace MLExtensions.Tensors.Operations;

/// <summary>What <see cref="SequencePooling"/> makes of the steps of a sequence.</summary>
public enum SequencePoolingKind
{
    /// <summary>The mean of the steps.</summary>
    Mean,

    /// <summary>The largest value of each feature.</summary>
    Max,

    /// <summary>The last step.</summary>
    Last,

    /// <summary>The first step.</summary>
    First,
}
