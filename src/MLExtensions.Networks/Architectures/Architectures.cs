using System.Text.Json;
using System.Text.Json.Nodes;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>The architectures that a saved network may name, and their JSON.</summary>
/// <remarks>
/// The list is closed: loading a file builds only what is built in or what the application registered, so a file never chooses which code runs.
/// The JSON is an object: "type" is the registered name, the other members are the hyperparameters.
/// </remarks>
public static class Architectures
{
    private static readonly NamedTypes<Architecture> Types = BuiltIn();

    /// <summary>Lets networks of an own architecture be saved and loaded. Call it when the application starts; again with the same name is harmless.</summary>
    /// <typeparam name="T">The architecture.</typeparam>
    /// <param name="name">The name in the file. It must stay the same for as long as files are to be read.</param>
    /// <exception cref="ArgumentException">The name is taken, or the type has another name.</exception>
    public static void Register<T>(string name)
        where T : Architecture => Types.Register<T>(name);

    /// <summary>The JSON of an architecture.</summary>
    /// <exception cref="InvalidOperationException">The architecture's type is not registered.</exception>
    public static string ToJson(Architecture architecture) => Types.Write(architecture).ToJsonString();

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The JSON is malformed, names an architecture that is not registered, has members that it does not have, or values out of range.</exception>
    public static Architecture FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return Read(JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The architecture is not well-formed JSON: {exception.Message}", exception);
        }
    }

    internal static JsonObject Write(Architecture architecture) => Types.Write(architecture);

    internal static Architecture Read(JsonNode? node) => Types.Read(node);

    internal static bool Has(Architecture architecture) => Types.Has(architecture);

    internal static string NameOf(Architecture architecture) => Types.Name(architecture);

    private static NamedTypes<Architecture> BuiltIn()
    {
        var types = new NamedTypes<Architecture>("architecture", nameof(Architectures), architecture => architecture.Validate());
        types.Register<Convolutional>(nameof(Convolutional));
        types.Register<FeedForward>(nameof(FeedForward));
        types.Register<Recurrent>(nameof(Recurrent));
        types.Register<ResNet>(nameof(ResNet));
        types.Register<ResidualTabular>(nameof(ResidualTabular));
        types.Register<Sequential>(nameof(Sequential));
        types.Register<TabularTransformer>(nameof(TabularTransformer));
        types.Register<TextConvolutional>(nameof(TextConvolutional));
        types.Register<TransformerEncoder>(nameof(TransformerEncoder));
        types.Register<VisionTransformer>(nameof(VisionTransformer));
        return types;
    }
}
