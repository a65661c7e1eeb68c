namespace MLExtensions.AutoML;

/// <summary>What a sweepable network is to predict.</summary>
public enum PredictionTask
{
    /// <summary>Yes or no: a Boolean label, or a number of which values over 0 are positive.</summary>
    BinaryClassification,

    /// <summary>One of several classes: a label that is a key.</summary>
    MulticlassClassification,

    /// <summary>A number: a numeric label.</summary>
    Regression,
}
