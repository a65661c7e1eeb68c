using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLExtensions.AutoML.Tests.Reports;

/// <summary>A report's page, read as XML (which its markup is, but for scripts and style) and as the data of its charts.</summary>
internal sealed partial class ReportDocument
{
    private readonly string _html;

    private ReportDocument(string html)
    {
        _html = html;
        Markup = XElement.Parse(ScriptOrStyle().Replace(html, "")["<!DOCTYPE html>\n".Length..]);
    }

    public XElement Markup { get; }

    public string Title => Markup.Descendants("title").Single().Value;

    /// <summary>The sections' ids in order.</summary>
    public string[] Sections => [.. Markup.Descendants("section").Select(section => (string)section.Attribute("id")!)];

    public static ReportDocument Of(SearchReport report) => new(report.ToHtml());

    public XElement Section(string id) => Markup.Descendants("section").Single(section => (string?)section.Attribute("id") == id);

    /// <summary>The rows of a section's first table, a cell's text for each column.</summary>
    public string[][] Rows(string section, int table = 0) =>
        [.. Section(section).Descendants("table").ElementAt(table).Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    /// <summary>The heads of a section's table.</summary>
    public string[] Heads(string section, int table = 0) => [.. Section(section).Descendants("table").ElementAt(table).Element("thead")!.Descendants("th").Select(head => head.Value)];

    /// <summary>What the scripts draw of a section.</summary>
    public JsonElement Data(string section)
    {
        Match match = Regex.Match(_html, $"<script type=\"application/json\" id=\"{section}-data\">(.*?)</script>", RegexOptions.Singleline);
        Assert.IsTrue(match.Success, $"no data of {section}");
        return JsonSerializer.Deserialize<JsonElement>(match.Groups[1].Value);
    }

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex ScriptOrStyle();
}
