using System.Diagnostics;

namespace MLExtensions.AutoML;

/// <summary>What a worker process does: takes trials from its input, one after the other, and writes what becomes of them to its output.</summary>
/// <param name="input">Lines from the search. At its end the search is gone.</param>
/// <param name="output">Lines to the search.</param>
/// <param name="createExperiment">Sets up the experiment.</param>
internal sealed class WorkerLoop(TextReader input, TextWriter output, Func<ParallelExperiment> createExperiment)
{
    private const long WorthCollecting = 64 << 20;
    private readonly Lock _lock = new();
    private volatile bool _isBusy;

    public void Run()
    {
        if (Read() is not { Seed: { } seed })
        {
            return;
        }

        LocalDispatcher dispatcher;
        try
        {
            var experiment = createExperiment();
            dispatcher = new LocalDispatcher(experiment.CreateExecutor(seed));
            Write(new WorkerMessage { Ready = experiment.Describe() });
        }
        catch (Exception exception)
        {
            Write(new WorkerMessage { Error = $"{exception.GetType().Name}: {exception.Message}" });
            return;
        }

        CancellationTokenSource? cancellation = null;
        int? running = null;
        while (Read() is { } message)
        {
            if (message.Run is { } request)
            {
                cancellation = new CancellationTokenSource();
                running = request.TrialId;
                _isBusy = true;
                dispatcher.RunAsync(request, new Heard(this), cancellation.Token).ContinueWith(task => Answer(task.Result), TaskScheduler.Default);
            }
            else if (message.Cancel is { } trial && trial == running)
            {
                cancellation?.Cancel();
            }
        }

        // The search is gone, perhaps killed: nobody wants the trial, and it may not obey.
        if (_isBusy)
        {
            Process.GetCurrentProcess().Kill();
        }
    }

    private void Answer(TrialReport report)
    {
        // What the trial left must not count as the next one's.
        if (GC.GetTotalMemory(forceFullCollection: false) > WorthCollecting)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        _isBusy = false;
        Write(new WorkerMessage { Report = report });
    }

    private WorkerMessage? Read()
    {
        while (input.ReadLine() is { } line)
        {
            if (WorkerMessage.Parse(line) is { } message)
            {
                return message;
            }
        }

        return null;
    }

    private void Write(WorkerMessage message)
    {
        try
        {
            lock (_lock)
            {
                output.WriteLine(message.ToLine());
            }
        }
        catch (IOException)
        {
            // The search is gone; the end of the input says so too.
        }
    }

    private sealed class Heard(WorkerLoop loop) : IProgress<TrialEpoch>
    {
        public void Report(TrialEpoch value) => loop.Write(new WorkerMessage { Epoch = value });
    }
}
