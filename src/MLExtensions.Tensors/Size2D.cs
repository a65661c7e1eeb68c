namespace MLExtensions.Tensors;

/// <summary>A length down and one across: of a kernel, a stride, a dilation, an image. One number stands for both: <c>Size2D kernel = 3;</c></summary>
/// <param name="Height">Down the rows.</param>
/// <param name="Width">Across the columns.</param>
public readonly record struct Size2D(int Height, int Width)
{
    /// <summary>The same length both ways.</summary>
    /// <param name="length">Down and across.</param>
    public static implicit operator Size2D(int length) => new(length, length);

    /// <summary>The same length both ways.</summary>
    /// <param name="length">Down and across.</param>
    public static Size2D FromInt32(int length) => length;

    /// <summary>"3 x 5", height first.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Height} x {Width}");
}
