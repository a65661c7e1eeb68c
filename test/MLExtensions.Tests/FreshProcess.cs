using System.Diagnostics;

namespace MLExtensions.Tests;

/// <summary>A program that names nothing of MLExtensions, loads a model and scores one row, in a process of its own.</summary>
internal static class FreshProcess
{
    /// <summary>What it prints: a line a score column.</summary>
    public static string[] Run(string modelPath)
    {
        // bin/<configuration>/<framework> of this project and of the other are named alike.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(
            TestData.RepositoryRoot, "test", "MLExtensions.FreshProcess", "bin", output.Parent!.Name, output.Name, "MLExtensions.FreshProcess.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, modelPath])
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
