using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLExtensions.Parity;

/// <summary>One reference case computed by PyTorch: a JSON file in the format that the README of <c>Cases</c> describes.</summary>
internal sealed class ParityCase
{
    private ParityCase(JsonObject json)
    {
        Operation = json["op"]!.GetValue<string>();
        Attributes = json["attrs"]?.AsObject() ?? [];
        Tolerance = json["tolerance"]!.GetValue<double>();
        Inputs = ReadTensors(json["inputs"]);
        Weights = ReadTensors(json["weights"]);
        Outputs = ReadTensors(json["outputs"]);
        Upstream = ReadTensors(json["upstream"]);
        Gradients = ReadTensors(json["gradients"]);
    }

    /// <summary>The operation, by PyTorch's name.</summary>
    public string Operation { get; }

    /// <summary>Every attribute that the operation needs, by PyTorch's names.</summary>
    public JsonObject Attributes { get; }

    /// <summary>A value passes where |got - expected| &lt;= tolerance * max(1, |expected|).</summary>
    public double Tolerance { get; }

    public IReadOnlyDictionary<string, ParityTensor> Inputs { get; }

    public IReadOnlyDictionary<string, ParityTensor> Weights { get; }

    public IReadOnlyDictionary<string, ParityTensor> Outputs { get; }

    /// <summary>Gradients are those of the sum of outputs times these.</summary>
    public IReadOnlyDictionary<string, ParityTensor> Upstream { get; }

    /// <summary>By the names of float inputs and weights.</summary>
    public IReadOnlyDictionary<string, ParityTensor> Gradients { get; }

    public static ParityCase Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new ParityCase(JsonNode.Parse(file)!.AsObject());
    }

    private static Dictionary<string, ParityTensor> ReadTensors(JsonNode? node)
    {
        var tensors = new Dictionary<string, ParityTensor>();
        foreach ((string name, JsonNode? tensor) in node?.AsObject() ?? [])
        {
            tensors.Add(name, new ParityTensor(
                tensor!["shape"].Deserialize<int[]>()!,
                tensor["dtype"]!.GetValue<string>(),
                tensor["data"].Deserialize<float[]>()!));
        }

        return tensors;
    }
}
