using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>What one pass over the training data found.</summary>
internal sealed record ScannedRows
{
    /// <summary>The feature columns, with the vocabularies of texts.</summary>
    public required FeatureColumns Features { get; init; }

    /// <summary>How the network takes the columns.</summary>
    public required InputDescription Input { get; init; }

    /// <summary>The labels of the rows to train on.</summary>
    public required LabelSummary Labels { get; init; }

    /// <summary>Rows to train on.</summary>
    public required long Count { get; init; }

    /// <summary>Rows that the validation column holds out.</summary>
    public required long HeldCount { get; init; }

    /// <summary>Groups of the rows to train on; 0 where there are none.</summary>
    public required int GroupCount { get; init; }

    /// <summary>Rows left out, as their label is missing.</summary>
    public required long Skipped { get; init; }

    /// <summary>All rows; null where they do not fit.</summary>
    public required RowStore? Store { get; init; }

    /// <summary>Which of the stored rows are to train on, and which are held out.</summary>
    public required IReadOnlyList<int> TrainingRows { get; init; }

    public required IReadOnlyList<int> HeldRows { get; init; }

    /// <summary>The same for the same rows; null where it was not asked for.</summary>
    public required string? Digest { get; init; }

    /// <summary>What the user should know of the columns.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}
