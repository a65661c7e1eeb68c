namespace MLExtensions.AutoML;

/// <summary>Seeds of trials.</summary>
internal static class TrialSeed
{
    /// <summary>A seed of at least 0 for a trial, by the search's seed and the trial's number alone (the finaliser of SplitMix64).</summary>
    public static int Of(int seed, int trialId)
    {
        ulong mixed = unchecked(((ulong)(uint)seed << 32) + (uint)trialId + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }
}
