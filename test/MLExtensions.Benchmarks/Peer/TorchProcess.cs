using System.Diagnostics;
using System.Globalization;

namespace MLExtensions.Benchmarks;

/// <summary>A PyTorch that waits for work, with one kind of settings.</summary>
internal sealed class TorchProcess : IDisposable
{
    private readonly Process _process;

    private TorchProcess(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>Starts one.</summary>
    /// <param name="settings">How it is to run.</param>
    /// <param name="obstacle">Why it did not start.</param>
    public static TorchProcess? TryStart(TorchSettings settings, out string obstacle)
    {
        string python = Environment.GetEnvironmentVariable("PYTHON") ?? (File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
        var start = new ProcessStartInfo(python, ["-u", Path.Combine(AppContext.BaseDirectory, "torch_peer.py"), $"{settings.Threads}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings.Environment())
        {
            start.Environment[name] = value;
        }

        try
        {
            Process process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine() is { } version)
            {
                obstacle = "";
                return new TorchProcess(process, version);
            }

            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            obstacle = error.Trim().Split('\n')[^1];
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            obstacle = $"{python}: {exception.Message}";
        }

        return null;
    }

    /// <summary>Runs a workload for about so many seconds, at first on this processor, or on any if it is -1.</summary>
    /// <returns>Milliseconds a unit, and how many parameters the peer's network has.</returns>
    public (double Milliseconds, long Parameters) Run(string workload, double seconds, int processor)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload} {seconds} {processor}"));
        _process.StandardInput.Flush();
        string[] answer = _process.StandardOutput.ReadLine()?.Split(' ')
            ?? throw new InvalidOperationException($"PyTorch ended while it ran {workload}: {_process.StandardError.ReadToEnd()}");
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), long.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
