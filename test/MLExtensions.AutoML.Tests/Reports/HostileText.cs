namespace MLExtensions.AutoML.Tests.Reports;

/// <summary>A text that runs as a script wherever a page takes it for markup, in every place that data can put a text.</summary>
internal static class HostileText
{
    public const string Name = "</script><img src=x onerror=\"window.wasRun=1\"><script>window.wasRun=1</script>'\"&amp;--><!--";

    public static SearchReport In(SearchReport report) => report with
    {
        Title = Name,
        Description = Name,
        MetricName = Name,
        ModelName = Name,
        Trials =
        [
            .. report.Trials.Select(trial => trial with
            {
                Pipeline = $"{Name}{trial.TrialId % 3}=>{Name}",
                Parameter = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object> { [Name] = $"{Name}{trial.TrialId % 4}", [$"{Name} rate"] = 0.1 * trial.TrialId }),
                Reason = trial.Reason is null ? null : Name,
                Curve = [.. trial.Curve.Select(epoch => epoch with { MetricName = Name })],
            }),
        ],
        Confusion = new([Name, $"{Name} 2"], [[3, 1], [0, 2]]),
        Importances = [new(Name, 0.5, 0.1), new($"{Name} 2", 0.2, null)],
    };
}
