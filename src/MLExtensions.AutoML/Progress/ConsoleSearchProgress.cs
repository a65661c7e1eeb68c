using MLExtensions.AutoML.Progress.Internals;
using Spectre.Console;

namespace MLExtensions.AutoML;

/// <summary>
/// Shows a search while it runs. In a terminal: a line for each running trial (pipeline, epoch, metric, time) and the best so far, drawn in place, which is gone when the
/// search ends. Where the output is redirected, where TERM is "dumb", and where CI is set: plain lines, of each event one, of epochs one in five seconds.
/// </summary>
/// <remarks>Safe to use from many threads. Disposing ends the display: it is what leaves a clean terminal when the search throws.</remarks>
/// <example><code>
/// using var progress = new ConsoleSearchProgress();
/// </code></example>
public sealed class ConsoleSearchProgress : IProgress<SearchUpdate>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ISearchView _view;
    private bool _isDisposed;

    /// <summary>Shows the search on the process' console.</summary>
    public ConsoleSearchProgress()
        : this(IsPlain() ? new PlainSearchView(Console.Out) : ViewOf(AnsiConsole.Console))
    {
    }

    /// <summary>Shows the search on a console of Spectre.Console: in place where that can move its cursor and a person watches it, else in plain lines.</summary>
    /// <param name="console">The console.</param>
    public ConsoleSearchProgress(IAnsiConsole console)
        : this(ViewOf(console))
    {
    }

    /// <summary>Writes plain lines.</summary>
    /// <param name="writer">Where to. It is not disposed.</param>
    public ConsoleSearchProgress(TextWriter writer)
        : this(new PlainSearchView(writer ?? throw new ArgumentNullException(nameof(writer))))
    {
    }

    private ConsoleSearchProgress(ISearchView view) => _view = view;

    /// <summary>Shows what happened. After <see cref="Dispose"/> it does nothing.</summary>
    /// <param name="value">What happened.</param>
    public void Report(SearchUpdate value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _view.Show(value);
            }
        }
    }

    /// <summary>Ends the display, if the search has not, and gives the cursor back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _view.End();
        }
    }

    private static bool IsPlain() =>
        Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb" || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    private static ISearchView ViewOf(IAnsiConsole console)
    {
        ArgumentNullException.ThrowIfNull(console);
        return console.Profile.Capabilities is { Ansi: true, Interactive: true } ? new LiveSearchView(console, TimeProvider.System) : new PlainSearchView(console.Profile.Out.Writer);
    }
}
