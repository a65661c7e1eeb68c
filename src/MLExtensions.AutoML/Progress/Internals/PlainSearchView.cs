namespace MLExtensions.AutoML.Progress.Internals;

/// <summary>Plain lines, for files and pipes: each event one, but of epochs only one in a while.</summary>
internal sealed class PlainSearchView(TextWriter writer) : ISearchView
{
    private static readonly TimeSpan s_betweenEpochs = TimeSpan.FromSeconds(5);

    private TimeSpan _nextEpoch;

    public void Show(SearchUpdate update)
    {
        if (update.Event == SearchEvent.SearchStarted)
        {
            _nextEpoch = update.Elapsed;
        }
        else if (update.Event == SearchEvent.TrialEpoch)
        {
            if (update.Elapsed < _nextEpoch)
            {
                return;
            }

            _nextEpoch = update.Elapsed + s_betweenEpochs;
        }

        try
        {
            writer.WriteLine($"[{SearchLine.Clock(update.Elapsed)}] {SearchLine.Of(update)}");
            writer.Flush();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Who read the lines has gone; the search goes on.
        }
    }

    public void End()
    {
    }
}
