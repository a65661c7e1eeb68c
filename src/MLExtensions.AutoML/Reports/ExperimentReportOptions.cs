using Microsoft.ML;

namespace MLExtensions.AutoML;

/// <summary>What <see cref="ExperimentResult.SaveReport"/> shows besides the trials.</summary>
public sealed record ExperimentReportOptions
{
    private readonly int _importanceRows = 2_000;
    private readonly int _repetitions = 3;

    /// <summary>The page's head line. Default "AutoML".</summary>
    public string Title { get; init; } = "AutoML";

    /// <summary>A sentence or two on the data, below the head line; null, the default, for none.</summary>
    public string? Description { get; init; }

    /// <summary>The ensemble: its weights are shown, and confusion matrix, residuals and thresholds are its; null, the default, for the best trial's.</summary>
    public ExperimentEnsemble? Ensemble { get; init; }

    /// <summary>
    /// Rows of which the permutation importance of the columns is measured, such as a test set; null, the default, for those that the best trial's first model was not trained on. Each column costs
    /// <see cref="Repetitions"/> times the scoring of them.
    /// </summary>
    public IDataView? ImportanceData { get; init; }

    /// <summary>Rows that are taken for the importance, the first ones. Default 2,000; 0, which leaves it out, or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int ImportanceRows
    {
        get => _importanceRows;
        init => _importanceRows = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(ImportanceRows), value, $"ImportanceRows is {value}; expected 0 or more.");
    }

    /// <summary>How often each column is turned around. Default 3; 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Repetitions
    {
        get => _repetitions;
        init => _repetitions = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Repetitions), value, $"Repetitions is {value}; expected 1 or more.");
    }

    /// <summary>Of the turns. Default 0.</summary>
    public int Seed { get; init; }
}
