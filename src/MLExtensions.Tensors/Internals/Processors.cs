using System.Runtime.InteropServices;

namespace MLExtensions.Tensors.Internals;

/// <summary>
/// On which processor a thread runs, where the system tells, and a way off it. Linux puts a thread that is woken beside the one that woke it unless it sees an idle
/// processor; on a virtual machine it takes a halted one for one that the host has given to others, and leaves both where they are for as long as they sleep and
/// wake too often for its balancer. Two threads then share one processor beside an idle one.
/// </summary>
internal static unsafe partial class Processors
{
    /// <summary>Processors have numbers below this; where there are more, nothing is told.</summary>
    public const int Most = 1024;

    private const int Words = Most / 64;

    private static volatile bool s_isKnown = OperatingSystem.IsLinux();

    /// <summary>The number of the processor that this thread runs on, or -1.</summary>
    public static int Current
    {
        get
        {
            if (!s_isKnown)
            {
                return -1;
            }

            try
            {
                int number = GetProcessor();
                return number < Most ? number : -1;
            }
            catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
            {
                s_isKnown = false;
                return -1;
            }
        }
    }

    /// <summary>Moves this thread to another processor that it may use, if there is one; to which processors it may go later stays as it was.</summary>
    /// <param name="isTaken">Whether a processor is none to go to.</param>
    public static void Leave(ReadOnlySpan<bool> isTaken)
    {
        ulong* allowed = stackalloc ulong[Words];
        ulong* others = stackalloc ulong[Words];
        new Span<ulong>(allowed, Words).Clear();
        if (!s_isKnown || GetAllowed(0, Most / 8, allowed) < 0)
        {
            s_isKnown = false;
            return;
        }

        ulong any = 0;
        for (int i = 0; i < Words; i++)
        {
            others[i] = allowed[i];
            for (int bit = 0; bit < 64; bit++)
            {
                others[i] &= isTaken[i * 64 + bit] ? ~(1UL << bit) : ulong.MaxValue;
            }

            any |= others[i];
        }

        if (any != 0 && SetAllowed(0, Most / 8, others) == 0)
        {
            _ = SetAllowed(0, Most / 8, allowed);
        }
    }

    [SuppressGCTransition]
    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int GetProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAllowed(int thread, nint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAllowed(int thread, nint bytes, ulong* mask);
}
