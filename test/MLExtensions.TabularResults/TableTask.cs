namespace MLExtensions.TabularResults;

/// <summary>What is predicted.</summary>
internal enum TableTask
{
    Binary,
    Multiclass,
    Regression,
}
