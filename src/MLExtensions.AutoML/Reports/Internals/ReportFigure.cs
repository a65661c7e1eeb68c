using MLExtensions.AutoML.Internals;

namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>A chart's place in the page; the scripts draw on its canvas.</summary>
internal static class ReportFigure
{
    /// <summary>Writes the figure.</summary>
    /// <param name="html">The page.</param>
    /// <param name="id">The canvas' id.</param>
    /// <param name="caption">What the chart shows; null for a figure without a caption.</param>
    /// <param name="description">What one who cannot see it should know.</param>
    /// <param name="shape">A class of the style: "wide", "square", "small" or "bars".</param>
    /// <param name="rows">Lines that the chart has, of "bars"; 0 otherwise.</param>
    public static void Write(HtmlWriter html, string id, string? caption, string description, string shape, int rows = 0)
    {
        using (html.Open("figure"))
        {
            if (caption is not null)
            {
                html.Add("figcaption", caption);
            }

            using (html.Open("div", ("class", $"chart {shape}"), ("data-rows", rows > 0 ? NumberText.Integer(rows) : null)))
            {
                html.Add("canvas", "", ("id", id), ("role", "img"), ("aria-label", description));
            }
        }
    }
}
