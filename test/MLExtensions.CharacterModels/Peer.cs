using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MLExtensions.Networks;

namespace MLExtensions.CharacterModels;

/// <summary>PyTorch in a process of its own, given weights and passages in a folder; see peer.py.</summary>
internal static class Peer
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Why there is no PyTorch to compare with; null where there is.</summary>
    /// <param name="python">The interpreter.</param>
    public static string? FindObstacle(string python)
    {
        try
        {
            (int exitCode, string error) = Start(python, "-c", "import torch");
            return exitCode == 0 ? null : $"'{python}' cannot import torch: {error.Trim().Split('\n')[^1]}";
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or FileNotFoundException)
        {
            return $"'{python}' cannot be started: {failure.Message}";
        }
    }

    /// <summary>Writes what the peer needs.</summary>
    public static void Write(string folder, string model, CharacterSizes sizes, CharacterModel network, byte[] text, int[] offsets)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, "losses.txt"));
        var configuration = JsonSerializer.SerializeToNode(sizes, s_json)!;
        configuration["model"] = model;
        File.WriteAllText(Path.Combine(folder, "configuration.json"), configuration.ToJsonString());
        File.WriteAllBytes(Path.Combine(folder, "text.bin"), text);
        File.WriteAllBytes(Path.Combine(folder, "offsets.bin"), MemoryMarshal.AsBytes<int>(offsets).ToArray());
        using FileStream weights = File.Create(Path.Combine(folder, "weights.safetensors"));
        Safetensors.Write(weights, [.. network.Parameters.Select(parameter => new NamedTensor(parameter.Name, parameter.Shape, parameter.Values.ToArray()))]);
    }

    /// <summary>Trains in PyTorch; gives the losses.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message says what it said.</exception>
    public static double[] Train(string python, string folder)
    {
        (int exitCode, string error) = Start(python, Path.Combine(AppContext.BaseDirectory, "peer.py"), folder);
        return exitCode == 0
            ? [.. File.ReadLines(Path.Combine(folder, "losses.txt")).Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
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
