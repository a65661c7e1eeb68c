using System.Security.Cryptography;
using System.Text;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Tests.Reports;

[TestClass]
public sealed class ReportAssetsTests
{
    // Of dist/chart.umd.min.js in version 4.6.1 of the npm package chart.js.
    private const string ChartLibrarySha256 = "87364CC2B2A76A6684929E7D6B80B18A897794DB38400CAFF1FCF1791C6925D2";

    [TestMethod]
    public void ChartLibrary_IsTheFileThatItsPackagePublished()
    {
        using Stream stream = typeof(SearchReport).Assembly.GetManifestResourceStream("MLExtensions.AutoML.Reports.Assets.chart.umd.min.js")!;

        Assert.AreEqual(ChartLibrarySha256, Convert.ToHexString(SHA256.HashData(stream)));
    }

    [TestMethod]
    public void Page_CarriesTheChartLibrarysLicenceAndVersion()
    {
        string html = SampleSearch.Report(3).ToHtml();

        Assert.Contains("Copyright (c) 2014-2024 Chart.js Contributors", html);
        Assert.Contains("Chart.js v4.6.1", html);
        Assert.Contains("drawn by Chart.js 4.6.1", html);
    }

    [TestMethod]
    public void Scripts_HaveNothingThatEndsTheirElement()
    {
        foreach (string script in ReportAssets.Scripts)
        {
            Assert.IsFalse(script.Contains("</script", StringComparison.OrdinalIgnoreCase));
            Assert.IsFalse(script.Contains("<!--", StringComparison.Ordinal));
        }
    }

    [TestMethod]
    public void ContentSecurityPolicy_AllowsJustThePagesScripts()
    {
        string policy = ReportAssets.ContentSecurityPolicy;

        Assert.StartsWith("default-src 'none';", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.HasCount(ReportAssets.Scripts.Count, policy[policy.IndexOf("script-src", StringComparison.Ordinal)..].Split("sha256-")[1..]);
        foreach (string script in ReportAssets.Scripts)
        {
            Assert.Contains(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script))), policy);
        }
    }
}
