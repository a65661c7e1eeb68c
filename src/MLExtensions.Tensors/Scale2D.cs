namespace MLExtensions.Tensors;

/// <summary>By what an image grows down and across. One number stands for both: <c>Scale2D scale = 2;</c></summary>
/// <param name="Height">Down the rows.</param>
/// <param name="Width">Across the columns.</param>
public readonly record struct Scale2D(double Height, double Width)
{
    /// <summary>The same both ways.</summary>
    /// <param name="factor">Down and across.</param>
    public static implicit operator Scale2D(double factor) => new(factor, factor);

    /// <summary>The same both ways.</summary>
    /// <param name="factor">Down and across.</param>
    public static Scale2D FromDouble(double factor) => factor;

    /// <summary>"2 x 1.5", height first.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Height} x {Width}");
}
