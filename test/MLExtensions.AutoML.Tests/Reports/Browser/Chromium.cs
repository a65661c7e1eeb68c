using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MLExtensions.AutoML.Tests.Reports.Browser;

/// <summary>A Chromium without a window, with a profile of its own; it ends with the test.</summary>
internal sealed partial class Chromium : IDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;

    private Chromium(Process process, DirectoryInfo profile, Uri address)
    {
        _process = process;
        _profile = profile;
        Address = address;
    }

    /// <summary>Where its DevTools protocol is spoken.</summary>
    public Uri Address { get; }

    /// <summary>Starts it; the running test is skipped, saying so, where it is not installed.</summary>
    public static async Task<Chromium> StartAsync()
    {
        string? program = Find();
        if (program is null)
        {
            Assert.Inconclusive($"No browser ({string.Join(", ", s_names)}) is on the path: skipped. On Debian `apt-get install chromium` brings one.");
        }

        DirectoryInfo profile = Directory.CreateTempSubdirectory("mlextensions-browser");
        string[] arguments =
        [
            "--headless", "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--window-size=1366,768",

            // Its sandbox does not run as root, as on machines that only test; the page is our own.
            .. Environment.UserName == "root" ? ["--no-sandbox"] : Array.Empty<string>(),
            "about:blank",
        ];
        Process process = Process.Start(new ProcessStartInfo(program!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            return new Chromium(process, profile, await AddressOf(process));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child of it may still be closing a file; the folder is a temporary one.
        }
    }

    private static async Task<Uri> AddressOf(Process process)
    {
        using var timeout = new CancellationTokenSource(s_start);
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(timeout.Token) is { } line)
        {
            said.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                // Read on, or a full pipe would stop it.
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException($"The browser ended before it listened: {string.Join(Environment.NewLine, said)}");
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex Listening();
}
