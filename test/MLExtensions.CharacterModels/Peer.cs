using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MLExtensions.Networks;
using MLExtensions.Peers;

namespace MLExtensions.CharacterModels;

/// <summary>PyTorch in a process of its own, given weights and passages in a folder; see peer.py.</summary>
internal static class Peer
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Why there is no PyTorch to compare with; null where there is.</summary>
    /// <param name="python">The interpreter.</param>
    public static string? FindObstacle(string python) => PythonPeer.FindObstacle(python, "torch");

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
        PythonPeer.Run(python, folder);
        return [.. File.ReadLines(Path.Combine(folder, "losses.txt")).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }
}
