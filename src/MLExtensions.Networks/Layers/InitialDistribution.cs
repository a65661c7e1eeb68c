namespace MLExtensions.Networks;

/// <summary>The kind of an <see cref="Initialization"/>.</summary>
public enum InitialDistribution
{
    /// <summary>All values are the same.</summary>
    Constant,

    /// <summary>All values between two bounds are as likely.</summary>
    Uniform,

    /// <summary>Gauss's bell curve around 0.</summary>
    Normal,
}
