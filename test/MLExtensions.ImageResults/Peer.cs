using System.Diagnostics;
using System.Text.Json;

namespace MLExtensions.ImageResults;

/// <summary>PyTorch in a process of its own, told the sizes in a folder; see peer.py.</summary>
internal static class Peer
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Why there is no PyTorch to compare with; null where there is.</summary>
    /// <param name="python">The interpreter.</param>
    public static string? FindObstacle(string python)
    {
        try
        {
            (int exitCode, string error) = Start(python, "-c", "import torch, PIL");
            return exitCode == 0 ? null : $"'{python}' cannot import torch and PIL: {error.Trim().Split('\n')[^1]}";
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or FileNotFoundException)
        {
            return $"'{python}' cannot be started: {failure.Message}";
        }
    }

    /// <summary>Trains in PyTorch.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="folder">Where the sizes and the result are written.</param>
    /// <param name="sizes">The sizes.</param>
    /// <exception cref="InvalidOperationException">It failed; the message says what it said.</exception>
    public static ImageRun Train(string python, string folder, RunSizes sizes)
    {
        Directory.CreateDirectory(folder);
        string result = Path.Combine(folder, "peer.json");
        File.Delete(result);
        File.WriteAllText(Path.Combine(folder, "configuration.json"), JsonSerializer.Serialize(sizes, s_json));
        (int exitCode, string error) = Start(python, Path.Combine(AppContext.BaseDirectory, "peer.py"), folder);
        return exitCode == 0
            ? JsonSerializer.Deserialize<ImageRun>(File.ReadAllText(result), s_json)!
            : throw new InvalidOperationException($"peer.py ended with exit code {exitCode}: {error}");
    }

    private static (int ExitCode, string Error) Start(string python, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
