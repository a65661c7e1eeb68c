namespace MLExtensions.AutoML;

/// <summary>Why a trial that runs is given up.</summary>
internal enum GiveUp
{
    /// <summary>The search ends.</summary>
    SearchEnds,

    /// <summary>It took longer than a trial may.</summary>
    TimedOut,

    /// <summary>It needs more memory than there is.</summary>
    OutOfMemory,

    /// <summary>It and its neighbours need more memory than there is: it is run again when it is alone.</summary>
    MakesRoom,
}
