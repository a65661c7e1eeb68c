namespace MLExtensions.Networks;

/// <summary>How the first values of a parameter are drawn: uniform on [-Bound, Bound).</summary>
/// <param name="Bound">The bound; 0 gives zeros.</param>
public readonly record struct Initialization(float Bound)
{
    /// <summary>All zeros.</summary>
    public static Initialization Zeros => new(0);

    /// <summary>Uniform on [-1/sqrt(fanIn), 1/sqrt(fanIn)): what torch.nn.Linear starts with (Kaiming uniform with a = sqrt(5)).</summary>
    /// <remarks>He et al., "Delving Deep into Rectifiers", 2015.</remarks>
    /// <param name="fanIn">Inputs that each unit sums over.</param>
    public static Initialization FanIn(int fanIn) => new(fanIn > 0 ? 1 / MathF.Sqrt(fanIn) : 0);
}
