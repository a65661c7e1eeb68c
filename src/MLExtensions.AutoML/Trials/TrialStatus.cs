namespace MLExtensions.AutoML;

/// <summary>How a trial ended.</summary>
public enum TrialStatus
{
    /// <summary>It was trained to its own end and evaluated.</summary>
    Completed,

    /// <summary>It was trained for a part of its epochs and evaluated; others were more promising.</summary>
    Pruned,

    /// <summary>It threw an exception.</summary>
    Failed,

    /// <summary>Its loss or its metric was not a number.</summary>
    Diverged,

    /// <summary>It needed more memory than it may have.</summary>
    OutOfMemory,

    /// <summary>It took longer than it may.</summary>
    TimedOut,

    /// <summary>The search ended while it ran.</summary>
    Cancelled,
}
