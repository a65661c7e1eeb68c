using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of an architecture and its training, as plain numbers and names: the base of one class an architecture.</summary>
/// <remarks>
/// Members with a range or choices are swept, the others are as they are set. Values travel through JSON, so only what serialises is here; what belongs to a run (devices, progress, tokens, columns) is given
/// to the catalog's methods. An own class derives from this one, gives its members ML.NET's attributes, and goes to <see cref="Microsoft.ML.SweepableNetworkExtensions.Network{T}"/>.
/// </remarks>
public abstract class SweepableNetwork
{
    // On small tables (306 to 768 rows) of ten fits each: without, FeedForward's AUC was 0.764 against 0.829 on pima-indians-diabetes, 0.637 against 0.667 on haberman, 0.967 against 0.956 on ionosphere.
    private const int RowsToHoldOutFrom = 200;

    /// <summary>The size of an update of AdamW. Default 0.001; swept from 0.0001 to 0.01, logarithmically.</summary>
    [Range(1e-4f, 1e-2f, 1e-3f, true)]
    public virtual float LearningRate { get; set; } = 1e-3f;

    /// <summary>Rows a training step; more than there are training rows counts as all of them. Default 128; swept from 32 to 512, logarithmically.</summary>
    [Range(32, 512, 128, true)]
    public virtual int BatchSize { get; set; } = 128;

    /// <summary>How strongly AdamW pulls weights towards zero. Default 0.00001; swept from 0.000001 to 0.01, logarithmically.</summary>
    [Range(1e-6f, 1e-2f, 1e-5f, true)]
    public virtual float WeightDecay { get; set; } = 1e-5f;

    /// <summary>How often all training rows are seen, at most. Default 100; at least 1. Not swept.</summary>
    public int Epochs { get; set; } = 100;

    /// <summary>Epochs without a lower validation loss after which training stops; 0 for never. Default 10. Not swept.</summary>
    public int Patience { get; set; } = 10;

    /// <summary>
    /// The part of a trial's training rows that its network holds out for itself, to know when to stop; 0 for none. Null, the default, is a tenth (at most 100,000 rows) where there are at least 200 rows, else none: a
    /// search has other values tried on the same epochs, some of which would overfit. Not swept.
    /// </summary>
    public float? ValidationFraction { get; set; }

    /// <summary>The architecture with these values.</summary>
    /// <returns>An architecture that is valid for every value within the ranges.</returns>
    public abstract Architecture CreateArchitecture();

    /// <summary>Everything that a trainer needs but for the columns: the architecture and how it is trained.</summary>
    /// <returns>New options, which may be changed.</returns>
    public virtual NetworkTrainerOptions CreateTrainerOptions() => new()
    {
        Architecture = CreateArchitecture(),
        LearningRate = LearningRate,
        BatchSize = BatchSize,
        WeightDecay = WeightDecay,
        Epochs = Epochs,
        EarlyStopping = Patience > 0 ? new EarlyStopping { Patience = Patience } : null,
        ValidationFraction = ValidationFraction,
        RowsToHoldOutFrom = RowsToHoldOutFrom,
    };
}
