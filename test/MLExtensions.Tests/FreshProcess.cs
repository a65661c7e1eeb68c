using System.Diagnostics;

namespace MLExtensions.Tests;

/// <summary>A program that names nothing of MLExtensions, loads a model and scores one row, in a process of its own.</summary>
internal static class FreshProcess
{
    /// <summary>What it prints: a line a score column.</summary>
    public static string[] Run(string modelPath)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Repository.Program("MLExtensions.FreshProcess"), modelPath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
