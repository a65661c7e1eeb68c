using System.Diagnostics;

namespace MLExtensions.Peers;

/// <summary>A library of Python that figures are compared with, in a process of its own. Programs compile this file in.</summary>
internal static class PythonPeer
{
    /// <summary>Why there is nothing to compare with; null where there is.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="modules">What it must be able to import, such as "torch, PIL".</param>
    public static string? FindObstacle(string python, string modules)
    {
        try
        {
            (int exitCode, string error) = Start(python, "-c", $"import {modules}");
            return exitCode == 0 ? null : $"'{python}' cannot import {modules}: {error.Trim().Split('\n')[^1]}";
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or FileNotFoundException)
        {
            return $"'{python}' cannot be started: {failure.Message}";
        }
    }

    /// <summary>Runs the peer.py beside the program to its end.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="folder">Its argument: where it finds its configuration and leaves its result.</param>
    /// <exception cref="InvalidOperationException">It failed; the message says what it said.</exception>
    public static void Run(string python, string folder)
    {
        (int exitCode, string error) = Start(python, Path.Combine(AppContext.BaseDirectory, "peer.py"), folder);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"peer.py ended with exit code {exitCode}: {error}");
        }
    }

    private static (int ExitCode, string Error) Start(string python, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
