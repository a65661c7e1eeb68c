using System.Runtime.ExceptionServices;

namespace MLExtensions.Tensors.Internals;

/// <summary>
/// The threads that all devices share. Work is cut into chunks by its length alone, and chunks are claimed one by one by whoever is free, the caller
/// included: results do not depend on how many come. A crew that is busy with another caller's work is not waited for. A worker without work looks
/// around for some microseconds and then sleeps.
/// </summary>
internal sealed unsafe class WorkerCrew
{
    public static readonly WorkerCrew Shared = new();

    /// <summary>Some 20 microseconds: longer than between two operations, too short to be missed by others.</summary>
    private const int SpinsBeforeSleep = 25;

    /// <summary>A worker that met another of its threads on its processor in so many jobs in a row goes to another one.</summary>
    private const int CrowdedBeforeLeaving = 2;

    /// <summary>However many are asked for: threads beyond the processors only wait for each other.</summary>
    private static readonly int s_mostWorkers = Math.Max(3, 2 * Environment.ProcessorCount);

    private readonly object _sync = new();
    private int _workers;
    private int _sleeping;

    /// <summary>1 while a caller has the crew.</summary>
    private int _taken;

    // The job: set by the caller under _sync, read by workers that joined under _sync.
    private delegate*<void*, nint, nint, void> _function;
    private void* _job;
    private nint _length;
    private nint _grain;
    private int _openPlaces;
    private bool _callerSleeps;
    private int _joined;
    private long _jobNumber;
    private Exception? _failure;

    private long _next;

    /// <summary>By processor, the number of the last job in which one of its threads ran there.</summary>
    private readonly long[] _usedBy = new long[Processors.Most];

    /// <summary>How many threads there are, the callers' not included.</summary>
    public int WorkerCount => Volatile.Read(ref _workers);

    /// <summary>Runs a job in chunks.</summary>
    /// <param name="job">The work.</param>
    /// <param name="length">Its length.</param>
    /// <param name="grain">The length of a chunk.</param>
    /// <param name="degree">How many threads may work on it, the caller's included.</param>
    public void Run<TJob>(ref TJob job, nint length, nint grain, int degree)
        where TJob : unmanaged, IRangeJob
    {
        if (degree == 1 || length <= grain || Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
        {
            for (nint start = 0; start < length; start += grain)
            {
                job.Run(start, Math.Min(start + grain, length));
            }

            return;
        }

        nint chunks = (length + grain - 1) / grain;
        try
        {
            fixed (TJob* pointer = &job)
            {
                RunTogether(&Invoke<TJob>, pointer, length, grain, (int)Math.Min(Math.Min(degree, chunks) - 1, s_mostWorkers));
            }
        }
        finally
        {
            Volatile.Write(ref _taken, 0);
        }
    }

    private static void Invoke<TJob>(void* job, nint start, nint end)
        where TJob : unmanaged, IRangeJob => ((TJob*)job)->Run(start, end);

    private void RunTogether(delegate*<void*, nint, nint, void> function, void* job, nint length, nint grain, int helpers)
    {
        EnsureWorkers(helpers);
        lock (_sync)
        {
            _function = function;
            _job = job;
            _length = length;
            _grain = grain;
            _next = 0;
            _openPlaces = helpers;
            _failure = null;
            Volatile.Write(ref _jobNumber, _jobNumber + 1);
            _ = TakeProcessor(_jobNumber);
            for (int i = Math.Min(helpers, _sleeping); i > 0; i--)
            {
                Monitor.Pulse(_sync);
            }
        }

        Work();

        // Whoever joined is within a chunk of its end. A joined worker may have lost its core, so after a short spin this sleeps.
        Exception? failure;
        lock (_sync)
        {
            _openPlaces = 0;
        }

        var spinner = new SpinWait();
        while (Volatile.Read(ref _joined) != 0 && !spinner.NextSpinWillYield)
        {
            spinner.SpinOnce();
        }

        lock (_sync)
        {
            while (_joined != 0)
            {
                _callerSleeps = true;
                Monitor.Wait(_sync);
            }

            _callerSleeps = false;
            failure = _failure;
            _failure = null;
            _job = null;
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Claims chunks until none is left.</summary>
    private void Work()
    {
        try
        {
            while (true)
            {
                long end = Interlocked.Add(ref _next, _grain);
                long start = end - _grain;
                if (start >= _length)
                {
                    return;
                }

                _function(_job, (nint)start, (nint)Math.Min(end, _length));
            }
        }
#pragma warning disable CA1031 // It is thrown again in the caller's thread.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            Volatile.Write(ref _next, _length);
        }
    }

    private void EnsureWorkers(int count)
    {
        // Only the caller that has the crew gets here.
        for (; _workers < count; _workers++)
        {
            new Thread(WorkerLoop) { IsBackground = true, Name = "MLExtensions worker" }.Start();
        }
    }

    /// <summary>Notes where this thread is; false if another one of the same job is there.</summary>
    private bool TakeProcessor(long job)
    {
        int processor = Processors.Current;
        if (processor < 0)
        {
            return true;
        }

        bool isFree = _usedBy[processor] != job;
        _usedBy[processor] = job;
        return isFree;
    }

    private void LeaveProcessor(long job)
    {
        Span<bool> isTaken = stackalloc bool[Processors.Most];
        for (int i = 0; i < isTaken.Length; i++)
        {
            isTaken[i] = Volatile.Read(ref _usedBy[i]) == job;
        }

        Processors.Leave(isTaken);
    }

    private void WorkerLoop()
    {
        long seen = 0;
        int crowded = 0;
        while (true)
        {
            for (int i = 0; i < SpinsBeforeSleep && Volatile.Read(ref _jobNumber) == seen; i++)
            {
                Thread.SpinWait(20);
            }

            lock (_sync)
            {
                while (_jobNumber == seen)
                {
                    _sleeping++;
                    Monitor.Wait(_sync);
                    _sleeping--;
                }

                seen = _jobNumber;
                if (_openPlaces == 0)
                {
                    continue;
                }

                _openPlaces--;
                _joined++;
                crowded = TakeProcessor(seen) ? 0 : crowded + 1;
            }

            if (crowded == CrowdedBeforeLeaving)
            {
                crowded = 0;
                LeaveProcessor(seen);
            }

            Work();
            lock (_sync)
            {
                if (--_joined == 0 && _callerSleeps)
                {
                    // The caller sleeps on the same monitor as the idle workers.
                    Monitor.PulseAll(_sync);
                }
            }
        }
    }
}
