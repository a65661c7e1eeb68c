namespace MLExtensions.Tensors.Kernels;

/// <summary>How many columns a register tile has, as a type, so that each width is compiled by itself.</summary>
internal interface ITileWidth
{
    /// <summary>Two vectors of columns, else one.</summary>
    static abstract bool IsWide { get; }

    /// <summary>Whether only the first elements of the last vector are there.</summary>
    static abstract bool IsPart { get; }
}

internal readonly struct WideTile : ITileWidth
{
    public static bool IsWide => true;

    public static bool IsPart => false;
}

internal readonly struct WidePartTile : ITileWidth
{
    public static bool IsWide => true;

    public static bool IsPart => true;
}

internal readonly struct NarrowTile : ITileWidth
{
    public static bool IsWide => false;

    public static bool IsPart => false;
}

internal readonly struct NarrowPartTile : ITileWidth
{
    public static bool IsWide => false;

    public static bool IsPart => true;
}
