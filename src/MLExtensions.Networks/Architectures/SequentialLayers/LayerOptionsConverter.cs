using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MLExtensions.Networks;

/// <summary>A list of layers as a JSON array of objects, whose "type" names each.</summary>
internal sealed class LayerOptionsConverter : JsonConverter<IReadOnlyList<LayerOptions>>
{
    public override IReadOnlyList<LayerOptions> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonArray array)
        {
            throw new JsonException("The layers must be a JSON array.");
        }

        // Before any is made: files are data.
        if (array.Count > LayerOptionsList.MaximumLayers)
        {
            throw new JsonException($"There are {array.Count} layers; expected at most {LayerOptionsList.MaximumLayers}.");
        }

        var layers = new LayerOptions[array.Count];
        for (int i = 0; i < layers.Length; i++)
        {
            try
            {
                layers[i] = SequentialLayers.Read(array[i]);
            }
            catch (InvalidDataException exception)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Layers[{i}]: {exception.Message}"), exception);
            }
        }

        return layers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LayerOptions> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (LayerOptions layer in value)
        {
            SequentialLayers.Write(layer).WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
