namespace MLExtensions.Networks;

/// <summary>How the first values of a parameter are drawn.</summary>
/// <param name="Distribution">The kind of distribution.</param>
/// <param name="Scale">Uniform: the bound, values are on [-Scale, Scale). Normal: the standard deviation. Constant: the value.</param>
public readonly record struct Initialization(InitialDistribution Distribution, float Scale)
{
    private readonly IReadOnlyList<int>? _zeroRows;

    /// <summary>The first indices whose part of the parameter is zero whatever the distribution is, e.g. the embedding of padding. Default none.</summary>
    public IReadOnlyList<int> ZeroRows
    {
        get => _zeroRows ?? [];
        init => _zeroRows = value;
    }

    /// <summary>All zeros.</summary>
    public static Initialization Zeros => new(InitialDistribution.Constant, 0);

    /// <summary>All ones.</summary>
    public static Initialization Ones => new(InitialDistribution.Constant, 1);

    /// <summary>Uniform on [-bound, bound).</summary>
    /// <param name="bound">The bound.</param>
    public static Initialization Uniform(float bound) => new(InitialDistribution.Uniform, bound);

    /// <summary>Normal with mean 0.</summary>
    /// <param name="standardDeviation">The standard deviation.</param>
    public static Initialization Normal(float standardDeviation = 1) => new(InitialDistribution.Normal, standardDeviation);

    /// <summary>Uniform on [-1/sqrt(fanIn), 1/sqrt(fanIn)): what torch.nn.Linear and torch.nn.Conv2d start with (Kaiming uniform with a = sqrt(5)).</summary>
    /// <remarks>He et al., "Delving Deep into Rectifiers", 2015.</remarks>
    /// <param name="fanIn">Inputs that each unit sums over.</param>
    public static Initialization FanIn(int fanIn) => Uniform(fanIn > 0 ? 1 / MathF.Sqrt(fanIn) : 0);

    /// <summary>Normal with standard deviation sqrt(2 / fan): what is summed keeps its variance through rectifiers. torch.nn.init.kaiming_normal_ for rectifiers.</summary>
    /// <remarks>He et al., "Delving Deep into Rectifiers", 2015. By inputs it is the activations' variance, by outputs that of the gradients.</remarks>
    /// <param name="fan">Inputs that each unit sums over; or, by outputs, units that each input goes to: of a convolution, channels of the output times the kernel's elements.</param>
    public static Initialization KaimingNormal(int fan) => Normal(fan > 0 ? MathF.Sqrt(2f / fan) : 0);

    /// <summary>Uniform on plus or minus sqrt(6 / (fanIn + fanOut)): what torch.nn.MultiheadAttention's input projection starts with.</summary>
    /// <remarks>Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
    /// <param name="fanIn">Inputs of a unit.</param>
    /// <param name="fanOut">Units.</param>
    public static Initialization Xavier(int fanIn, int fanOut) => Uniform(MathF.Sqrt(6f / Math.Max(1, fanIn + fanOut)));
}
