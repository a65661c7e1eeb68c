using System.Runtime.InteropServices;
using MLExtensions.AutoML.Internals;
using Spectre.Console;

namespace MLExtensions.AutoML.Progress.Internals;

/// <summary>
/// A table that is drawn in place, with a line a running trial. A thread of its own draws it a few times a second, however fast events come; lines that are to stay (a new
/// best, a failure) are written above it.
/// </summary>
internal sealed class LiveSearchView(IAnsiConsole console, TimeProvider clock) : ISearchView
{
    private const int Redraw = 150;
    private const int LongestGoodbye = 2000;
    private const int Survival = 1000;
    private const int ColumnsBesidePipeline = 62;
    private const int NarrowestPipeline = 12;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, RunningTrial> _running = [];
    private readonly Queue<string> _lines = [];
    private SearchUpdate? _last;
    private long _lastAt;
    private Display? _display;

    public void Show(SearchUpdate update)
    {
        lock (_lock)
        {
            Apply(update);
        }

        if (_display is { WasInterrupted: true })
        {
            End();
        }

        _display ??= Display.Begin(this);
        if (update.Event == SearchEvent.SearchEnded)
        {
            End();
            lock (_lock)
            {
                _running.Clear();
            }
        }
    }

    public void End()
    {
        _display?.Dispose();
        _display = null;
    }

    private void Apply(SearchUpdate update)
    {
        _last = update;
        _lastAt = clock.GetTimestamp();
        if (update.TrialId is { } trial)
        {
            switch (update.Event)
            {
                case SearchEvent.TrialStarted:
                    _running[trial] = new(update.Pipeline ?? "", _lastAt, null);
                    break;
                case SearchEvent.TrialEpoch:
                    RunningTrial known = _running.GetValueOrDefault(trial) ?? new(update.Pipeline ?? "", _lastAt, null);
                    _running[trial] = known with { Epoch = update.Epoch };
                    break;
                case SearchEvent.TrialPaused or SearchEvent.TrialEnded:
                    _running.Remove(trial);
                    break;
            }
        }

        bool isNews = update.Event switch
        {
            SearchEvent.SearchStarted or SearchEvent.SearchEnded => true,
            SearchEvent.TrialEnded => update.Record?.Metric is null || update.BestTrialId == update.TrialId,
            _ => update.Message is not null,
        };
        if (isNews)
        {
            _lines.Enqueue($"[{SearchLine.Clock(update.Elapsed)}] {SearchLine.Of(update)}");
        }
    }

    private string[] TakeLines()
    {
        lock (_lock)
        {
            string[] lines = [.. _lines];
            _lines.Clear();
            return lines;
        }
    }

    private Table Draw()
    {
        lock (_lock)
        {
            var table = new Table { Border = TableBorder.Rounded, ShowFooters = false };
            table.AddColumn(new TableColumn("Trial").RightAligned().NoWrap());
            table.AddColumn(new TableColumn("Pipeline").NoWrap());
            table.AddColumn(new TableColumn("Epoch").RightAligned().NoWrap());
            table.AddColumn(new TableColumn("Held-out rows").NoWrap());
            table.AddColumn(new TableColumn("Time").RightAligned().NoWrap());
            int room = Math.Max(NarrowestPipeline, console.Profile.Width - ColumnsBesidePipeline);
            foreach ((int number, RunningTrial trial) in _running)
            {
                string epoch = trial.Epoch is { } done ? $"{(done.Fold > 0 ? $"fold {done.Fold + 1}: " : "")}{done.Epoch}/{done.Epochs}" : "";
                table.AddRow(
                    new Text(NumberText.Integer(number)),
                    new Text(End(SearchLine.Clean(trial.Pipeline), room)),
                    new Text(epoch),
                    new Text(trial.Epoch is null ? "" : SearchLine.Clean(SearchLine.Measure(trial.Epoch))),
                    new Text(NumberText.Duration(clock.GetElapsedTime(trial.StartedAt).TotalSeconds)));
            }

            table.Caption = new TableTitle(Markup.Escape(SearchLine.Clean(Caption())), Style.Plain);
            return table;
        }
    }

    private string Caption()
    {
        if (_last is not { } update)
        {
            return "";
        }

        TimeSpan since = clock.GetElapsedTime(_lastAt);
        string left = update.Left is { } time ? $", {SearchLine.Clock(time > since ? time - since : TimeSpan.Zero)} left" : "";
        return $"{SearchLine.Clock(update.Elapsed + since)}{left}: {update.Ended} ended, {update.Running} running, {SearchLine.Best(update)}";
    }

    // What tells pipelines apart, the trainer, stands at their end.
    private static string End(string text, int room) => text.Length <= room ? text : "\u2026" + text[^(room - 1)..];

    /// <summary>The thread that draws, from a search's first event to its end.</summary>
    private sealed class Display : IDisposable
    {
        private readonly LiveSearchView _view;
        private readonly ManualResetEventSlim _ended = new();
        private readonly Thread _thread;
        private readonly PosixSignalRegistration _interrupt;
        private long _interruptedAt;

        private Display(LiveSearchView view)
        {
            _view = view;
            _thread = new Thread(Run) { IsBackground = true, Name = "Search progress" };

            // Ctrl+C ends a process without an event of its exit; one that takes it for a wish to cancel lives on, and is shown again.
            _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
            {
                OnExit(context, EventArgs.Empty);
                Volatile.Write(ref _interruptedAt, Environment.TickCount64);
            });
        }

        /// <summary>Whether Ctrl+C ended the display a while ago, and the process goes on.</summary>
        public bool WasInterrupted => Volatile.Read(ref _interruptedAt) is > 0 and var time && Environment.TickCount64 - time > Survival;

        public static Display Begin(LiveSearchView view)
        {
            var display = new Display(view);

            // A process that ends in the middle of a search gives the cursor back all the same.
            AppDomain.CurrentDomain.ProcessExit += display.OnExit;
            AppDomain.CurrentDomain.UnhandledException += display.OnExit;
            display._thread.Start();
            return display;
        }

        public void Dispose()
        {
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
            AppDomain.CurrentDomain.UnhandledException -= OnExit;
            _interrupt.Dispose();
            _ended.Set();
            if (_thread.Join(LongestGoodbye))
            {
                _ended.Dispose();
            }
        }

        private void OnExit(object? sender, EventArgs arguments)
        {
            _ended.Set();
            _thread.Join(LongestGoodbye);
        }

        private void Run()
        {
            try
            {
                _view.WriteLines();
                _view.DrawUntil(_ended);
                _view.WriteLines();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The terminal is gone, or the program draws something of its own in place: the search goes on unseen.
            }
        }
    }

    private void DrawUntil(ManualResetEventSlim ended) =>
        console.Live(Draw()).AutoClear(true).Overflow(VerticalOverflow.Ellipsis).Start(context =>
        {
            do
            {
                WriteLines();
                context.UpdateTarget(Draw());
            }
            while (!ended.Wait(Redraw));
        });

    private void WriteLines()
    {
        foreach (string line in TakeLines())
        {
            console.Write(new Text(line + "\n"));
        }
    }
}
