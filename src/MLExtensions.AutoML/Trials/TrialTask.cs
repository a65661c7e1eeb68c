namespace MLExtensions.AutoML;

/// <summary>What is predicted.</summary>
internal enum TrialTask
{
    /// <summary>One of two classes.</summary>
    BinaryClassification,

    /// <summary>One of several classes.</summary>
    MulticlassClassification,

    /// <summary>A number.</summary>
    Regression,
}
