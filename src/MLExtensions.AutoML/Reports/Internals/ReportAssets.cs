using System.Security.Cryptography;
using System.Text;

namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>The files that go into every page: its style, its scripts, and the chart library.</summary>
internal static class ReportAssets
{
    private const string SourceMapLine = "//# sourceMappingURL=";

    public static string Style { get; } = Read("report.css");

    /// <summary>The scripts, in the order in which they run.</summary>
    public static IReadOnlyList<string> Scripts { get; } = [ChartLibrary(), Read("theme.js"), Read("tables.js"), Read("charts.js"), Read("sections.js")];

    public static string ChartLicense { get; } = Read("chart.LICENSE.md");

    /// <summary>What the page may do: run and show just its own scripts and style, and load nothing.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {Hash(Style)}; script-src {string.Join(' ', Scripts.Select(Hash))}";

    // The map is not in the page, and a browser's developer tools would look for it.
    private static string ChartLibrary()
    {
        string library = Read("chart.umd.min.js");
        int map = library.LastIndexOf(SourceMapLine, StringComparison.Ordinal);
        return map < 0 ? library : library[..map];
    }

    // A browser reads every line end as one line feed, and takes the hash of that.
    private static string Read(string name)
    {
        string resource = $"{typeof(ReportAssets).Assembly.GetName().Name}.Reports.Assets.{name}";
        using Stream stream = typeof(ReportAssets).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource '{resource}' is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
}
