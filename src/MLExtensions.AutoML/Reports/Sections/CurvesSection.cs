using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>Loss and metric by epoch of the best trials that have a learning curve; of several folds the mean.</summary>
internal static class CurvesSection
{
    private const int MostTrials = 50;
    private const int MostPoints = 250;

    public static bool IsThere(ReportModel model) => Drawn(model).Any();

    public static void Write(HtmlWriter html, ReportModel model)
    {
        RankedTrial[] trials = [.. Drawn(model).Take(MostTrials)];
        string metric = trials[0].Trial.Curve[0].MetricName;
        using (html.Open("div", ("class", "controls")))
        {
            WriteChoice(html, "curve-measure", "Show", Measures(trials, metric));
            WriteChoice(html, "curve-count", "of", [("5", "the best 5 trials"), ("10", "the best 10 trials"), (NumberText.Integer(trials.Length), $"all {trials.Length} trials with a curve")]);
        }

        ReportFigure.Write(html, "curves-chart", null, $"Learning curves by epoch of {trials.Length} trials, best first: {string.Join(", ", trials.Take(5).Select(Title))}.", "wide");
        html.Data("curves-data", new
        {
            trials = trials.Select(trial => new { title = Title(trial), points = Points(trial.Trial.Curve) }),
        });
    }

    private static IEnumerable<RankedTrial> Drawn(ReportModel model) => model.Ranked.Where(trial => trial.Trial.Curve.Count > 0);

    private static string Title(RankedTrial trial) => $"#{trial.Rank} {trial.Name} (trial {trial.Trial.TrialId})";

    private static IEnumerable<(string, string)> Measures(RankedTrial[] trials, string metric)
    {
        IEnumerable<TrialEpoch> epochs = trials.SelectMany(trial => trial.Trial.Curve);
        if (epochs.Any(epoch => epoch.ValidationMetric is not null))
        {
            yield return ("metric", $"{metric} on held-out rows");
        }

        if (epochs.Any(epoch => epoch.ValidationLoss is not null))
        {
            yield return ("loss", "loss on held-out rows");
        }

        yield return ("training", "training loss");
    }

    private static void WriteChoice(HtmlWriter html, string id, string title, IEnumerable<(string Value, string Text)> choices)
    {
        using (html.Open("label"))
        {
            html.Text(title + " ");
            using (html.Open("select", ("id", id)))
            {
                foreach ((string value, string text) in choices)
                {
                    html.Add("option", text, ("value", value));
                }
            }
        }
    }

    // A network that went on from a checkpoint may report an epoch again: the last word counts.
    private static object[] Points(IReadOnlyList<TrialEpoch> curve)
    {
        var epochs = curve
            .GroupBy(epoch => (epoch.Fold, epoch.Epoch))
            .Select(same => same.Last())
            .GroupBy(epoch => epoch.Epoch)
            .OrderBy(folds => folds.Key)
            .ToArray();
        int stride = (epochs.Length + MostPoints - 1) / MostPoints;
        return
        [
            .. epochs.Where((_, index) => index % stride == 0 || index == epochs.Length - 1).Select(folds => new
            {
                epoch = folds.Key,
                training = folds.Average(fold => fold.TrainingLoss),
                loss = folds.Average(fold => fold.ValidationLoss) ?? double.NaN,
                metric = folds.Average(fold => fold.ValidationMetric) ?? double.NaN,
            }),
        ];
    }
}
