namespace MLExtensions.AutoML;

/// <summary>What a feature column is to networks.</summary>
internal enum DeepColumnKind
{
    /// <summary>A part of a table's row: numbers, or a category.</summary>
    Tabular,

    /// <summary>A free text, read token by token.</summary>
    Text,

    /// <summary>Numbers in time.</summary>
    Sequence,

    /// <summary>An image.</summary>
    Image,
}
