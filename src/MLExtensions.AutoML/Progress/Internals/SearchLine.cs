using System.Globalization;
using System.Text;
using MLExtensions.AutoML.Internals;

namespace MLExtensions.AutoML.Progress.Internals;

/// <summary>An event of a search in one line of text.</summary>
internal static class SearchLine
{
    private const int LongestReason = 300;

    public static string Of(SearchUpdate update)
    {
        string trial = $"Trial {update.TrialId}";
        string text = update.Event switch
        {
            SearchEvent.SearchStarted => $"Search for the best {update.MetricName}{Budget(update)}",
            SearchEvent.TrialStarted => $"{trial} started: {update.Pipeline}",
            SearchEvent.TrialEpoch => update.Epoch is { } epoch ? $"{trial}, {Epoch(epoch)}" : trial,
            SearchEvent.TrialPaused => $"{trial} waits for the others of its rung",
            SearchEvent.TrialEnded => $"{trial} {Ended(update)}",
            SearchEvent.SearchEnded => $"Search ended: {update.Ended} trials, {Best(update)}",
            _ => update.Event.ToString(),
        };
        return Clean(update.Message is { } message ? $"{text}. {message}" : text);
    }

    /// <summary>"best AreaUnderRocCurve 0.9312, trial 17".</summary>
    public static string Best(SearchUpdate update) =>
        update.BestMetric is { } metric ? $"best {update.MetricName} {NumberText.Metric(metric)}, trial {update.BestTrialId}" : $"no {update.MetricName} yet";

    /// <summary>The metric where rows were held out, else the loss.</summary>
    public static string Measure(TrialEpoch epoch) => epoch switch
    {
        { ValidationMetric: { } metric } => $"{epoch.MetricName} {NumberText.Metric(metric)}",
        { ValidationLoss: { } loss } => $"validation loss {NumberText.Metric(loss)}",
        _ => $"loss {NumberText.Metric(epoch.TrainingLoss)}",
    };

    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    /// <summary>Text of others as a terminal may have it: no control characters, which could move its cursor or worse, and not of any length.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            clean.Append(char.IsControl(character) ? ' ' : character);
        }

        return clean.ToString();
    }

    private static string Budget(SearchUpdate update) => update.Left is { } left ? $" in {NumberText.Duration(left.TotalSeconds)}" : "";

    private static string Epoch(TrialEpoch epoch)
    {
        string fold = epoch.Fold > 0 ? $"fold {epoch.Fold + 1}, " : "";
        return $"{fold}epoch {epoch.Epoch}/{epoch.Epochs}: {Measure(epoch)}";
    }

    private static string Ended(SearchUpdate update)
    {
        if (update.Record is not { } record)
        {
            return "ended";
        }

        if (record.Metric is { } metric)
        {
            string best = update.BestTrialId == record.TrialId ? " (best so far)" : "";
            string spread = record.FoldSpread is { } value ? $" \u00B1 {NumberText.Spread(value)}" : "";
            return $"{StatusName.Of(record.Status).ToLowerInvariant()}: {update.MetricName} {NumberText.Metric(metric)}{spread}{best}, {NumberText.Duration(record.Seconds)}, {record.Pipeline}";
        }

        string reason = record.Reason ?? "no reason was given";
        return $"{StatusName.Of(record.Status).ToLowerInvariant()}: {(reason.Length > LongestReason ? reason[..LongestReason] + "\u2026" : reason)}";
    }
}
