namespace MLExtensions.Columns;

/// <summary>The indices of a category column's embedding: two that mean something for every column, then those of the known values.</summary>
internal static class CategoryIndex
{
    /// <summary>No value.</summary>
    public const int Missing = 0;

    /// <summary>A value that was not in the training data, or too rarely.</summary>
    public const int Other = 1;

    /// <summary>The first known value.</summary>
    public const int FirstKnown = 2;

    /// <summary>Indices travel in the row as float, which is exact up to here.</summary>
    public const int MaximumKnown = (1 << 24) - FirstKnown;
}
