using System.Numerics;

namespace MLExtensions.Tensors.Kernels;

/// <summary>What a sum adds for an element.</summary>
internal interface IReductionTerm
{
    /// <param name="x">The elements.</param>
    /// <param name="center">A number of the result's place, such as the mean.</param>
    static abstract Vector<double> Of(Vector<double> x, Vector<double> center);

    /// <inheritdoc cref="Of(Vector{double}, Vector{double})"/>
    static abstract double Of(double x, double center);
}
