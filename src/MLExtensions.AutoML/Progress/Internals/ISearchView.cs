namespace MLExtensions.AutoML.Progress.Internals;

/// <summary>A way of showing a search; called by one thread at a time.</summary>
internal interface ISearchView
{
    void Show(SearchUpdate update);

    /// <summary>Ends the display; it may be called again, and a later update begins a new one.</summary>
    void End();
}
