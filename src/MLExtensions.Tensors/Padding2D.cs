namespace MLExtensions.Tensors;

/// <summary>
/// How many rows and columns are put around an image. One number stands for all sides, a <see cref="Size2D"/> for both of each direction; sides that
/// differ are needed where a kernel has an even length, or may not look ahead.
/// </summary>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns before.</param>
/// <param name="Right">Columns after.</param>
public readonly record struct Padding2D(int Top, int Bottom, int Left, int Right)
{
    /// <summary>As much on all sides.</summary>
    /// <param name="length">Rows and columns on each side.</param>
    public static implicit operator Padding2D(int length) => new(length, length, length, length);

    /// <summary>As much above as below, and as much before as after.</summary>
    /// <param name="size">Rows on each side, columns on each side.</param>
    public static implicit operator Padding2D(Size2D size) => new(size.Height, size.Height, size.Width, size.Width);

    /// <summary>As much on all sides.</summary>
    /// <param name="length">Rows and columns on each side.</param>
    public static Padding2D FromInt32(int length) => length;

    /// <summary>As much above as below, and as much before as after.</summary>
    /// <param name="size">Rows on each side, columns on each side.</param>
    public static Padding2D FromSize2D(Size2D size) => size;

    /// <summary>"1 above, 1 below, 2 before, 2 after".</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Top} above, {Bottom} below, {Left} before, {Right} after");
}
