using MLExtensions.AutoML.Reports.Sections;

namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>The page around the sections.</summary>
internal static class ReportPage
{
    private static readonly (string Id, string Title, Func<ReportModel, bool> IsThere, Action<HtmlWriter, ReportModel> Write)[] s_sections =
    [
        ("summary", "Summary", _ => true, SummarySection.Write),
        ("leaderboard", "Leaderboard", model => model.Trials.Count > 0, LeaderboardSection.Write),
        ("curves", "Learning curves", CurvesSection.IsThere, CurvesSection.Write),
        ("parameters", "Parameters", ParametersSection.IsThere, ParametersSection.Write),
        ("confusion", "Confusion matrix", model => model.Report.Confusion is not null, ConfusionSection.Write),
        ("residuals", "Residuals", ResidualsSection.IsThere, ResidualsSection.Write),
        ("thresholds", "Thresholds", ThresholdsSection.IsThere, ThresholdsSection.Write),
        ("importance", "Feature importance", ImportanceSection.IsThere, ImportanceSection.Write),
        ("ensemble", "Ensemble", model => model.Report.Ensemble is { Count: > 0 }, EnsembleSection.Write),
    ];

    public static string Html(SearchReport report)
    {
        var model = new ReportModel(report);
        var html = new HtmlWriter();
        html.Raw("<!DOCTYPE html>\n");
        using (html.Open("html", ("lang", "en")))
        {
            WriteHead(html, report);
            using (html.Open("body"))
            {
                WriteBody(html, model);
            }
        }

        html.Raw("\n");
        return html.ToString();
    }

    private static void WriteHead(HtmlWriter html, SearchReport report)
    {
        using (html.Open("head"))
        {
            html.AddEmpty("meta", ("charset", "utf-8"));
            html.AddEmpty("meta", ("http-equiv", "Content-Security-Policy"), ("content", ReportAssets.ContentSecurityPolicy));
            html.AddEmpty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.AddEmpty("meta", ("name", "color-scheme"), ("content", "light dark"));
            html.Add("title", report.Title);
            html.Raw($"<style>{ReportAssets.Style}</style>");
        }
    }

    private static void WriteBody(HtmlWriter html, ReportModel model)
    {
        var sections = s_sections.Where(section => section.IsThere(model)).ToArray();
        using (html.Open("header"))
        {
            using (html.Open("div", ("class", "title")))
            {
                html.Add("h1", model.Report.Title);
                html.Add("button", "Dark", ("type", "button"), ("id", "theme"), ("hidden", "hidden"));
            }

            if (model.Report.Description is { } description)
            {
                html.Add("p", description, ("class", "muted"));
            }

            using (html.Open("nav", ("aria-label", "Sections")))
            {
                foreach (var section in sections)
                {
                    html.Add("a", section.Title, ("href", $"#{section.Id}"));
                }
            }
        }

        using (html.Open("main"))
        {
            foreach (var section in sections)
            {
                using (html.Open("section", ("id", section.Id), ("aria-labelledby", $"{section.Id}-title")))
                {
                    html.Add("h2", section.Title, ("id", $"{section.Id}-title"));
                    section.Write(html, model);
                }
            }
        }

        using (html.Open("footer"))
        {
            html.Add("p", "This page is complete: it loads nothing from elsewhere. Charts are drawn by Chart.js 4.6.1.");
            using (html.Open("details"))
            {
                html.Add("summary", "Licence of Chart.js");
                html.Add("pre", ReportAssets.ChartLicense);
            }
        }

        html.Add("noscript", "Without scripts the tables are complete, but there are no charts and no sorting.");
        foreach (string script in ReportAssets.Scripts)
        {
            html.Raw($"<script>{script}</script>");
        }
    }
}
