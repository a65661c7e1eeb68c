using System.Text.Json;
using MLExtensions.Peers;

namespace MLExtensions.ImageResults;

/// <summary>PyTorch in a process of its own, told the sizes in a folder; see peer.py.</summary>
internal static class Peer
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Why there is no PyTorch to compare with; null where there is.</summary>
    /// <param name="python">The interpreter.</param>
    public static string? FindObstacle(string python) => PythonPeer.FindObstacle(python, "torch, PIL");

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
        PythonPeer.Run(python, folder);
        return JsonSerializer.Deserialize<ImageRun>(File.ReadAllText(result), s_json)!;
    }
}
