using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>The trials that an ensemble is made of, and how much each of them says.</summary>
internal static class EnsembleSection
{
    public static void Write(HtmlWriter html, ReportModel model)
    {
        EnsembleTrial[] members = [.. model.Report.Ensemble!.OrderByDescending(member => double.IsFinite(member.Weight) ? member.Weight : double.NegativeInfinity)];
        Dictionary<int, RankedTrial> trials = model.Trials.GroupBy(trial => trial.Trial.TrialId).ToDictionary(same => same.Key, same => same.First());
        string Name(EnsembleTrial member) => trials.TryGetValue(member.TrialId, out RankedTrial? trial) ? trial.Name : NumberText.None;
        double? Metric(EnsembleTrial member) => trials.TryGetValue(member.TrialId, out RankedTrial? trial) ? trial.Metric : null;

        ReportFigure.Write(
            html, "ensemble-chart", $"Weights of {members.Length} trials.", $"The largest weight is that of trial {members[0].TrialId}.", "bars", members.Length);
        html.Data("ensemble-data", new { members = members.Select(member => new { name = $"{Name(member)} (trial {member.TrialId})", weight = member.Weight }) });
        ReportTable.Write<EnsembleTrial>(
            html,
            "Members of the ensemble",
            [
                new("Pipeline", Name),
                new("Trial", member => NumberText.Integer(member.TrialId), member => member.TrialId),
                new("Weight", member => NumberText.Metric(member.Weight), member => member.Weight),
                new(model.Report.MetricName, member => Metric(member) is { } metric ? NumberText.Metric(metric) : NumberText.None, Metric),
            ],
            members);
    }
}
