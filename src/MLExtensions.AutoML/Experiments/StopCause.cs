namespace MLExtensions.AutoML;

/// <summary>Why a search ends before all its trials have run.</summary>
internal enum StopCause
{
    /// <summary>The user cancelled it.</summary>
    Cancelled,

    /// <summary>Its time is over.</summary>
    OutOfTime,

    /// <summary>Each of its first trials failed, so that the next ones would, too.</summary>
    AllFail,

    /// <summary>It cannot go on: the dispatcher, the tuner or the journal failed.</summary>
    Broken,
}
