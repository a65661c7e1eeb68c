namespace MLExtensions.Tensors.Operations;

/// <summary>A function of one element, without attributes. For those that follow a layer see <see cref="Activation"/>.</summary>
public enum UnaryFunction
{
    /// <summary>e^x</summary>
    Exp,

    /// <summary>The natural logarithm; minus infinity at 0, not a number below.</summary>
    Log,

    /// <summary>The square root; not a number below 0.</summary>
    Sqrt,

    /// <summary>x^2</summary>
    Square,

    /// <summary>1 / x</summary>
    Reciprocal,

    /// <summary>-x</summary>
    Negate,

    /// <summary>|x|; the gradient at 0 is 0.</summary>
    Absolute,

    /// <summary>sin(x), x in radians</summary>
    Sin,

    /// <summary>cos(x), x in radians</summary>
    Cos,
}
