namespace MLExtensions.AutoML;

/// <summary>What a dispatcher of ours tells about the trials that it runs.</summary>
internal interface ITrialGauge
{
    /// <summary>Megabytes that all of them use.</summary>
    /// <param name="isExact">Whether it may take a moment to leave out what is garbage.</param>
    double UsedMegabytes(bool isExact);

    /// <summary>Megabytes that a trial uses; null where that cannot be told.</summary>
    double? MegabytesOf(int trialId);

    /// <summary>How long a trial has been running, without what it waited for; null where it is not known better than to who asked for it.</summary>
    TimeSpan? ElapsedOf(int trialId);

    /// <summary>Ends a trial that was cancelled without waiting for it to obey, where that can be done.</summary>
    void Kill(int trialId);
}
