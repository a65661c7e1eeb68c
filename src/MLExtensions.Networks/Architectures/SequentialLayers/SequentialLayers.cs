using System.Text.Json.Nodes;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>The layers that the JSON of a <see cref="Sequential"/> may name.</summary>
/// <remarks>The list is closed: loading a file builds only what is built in or what the application registered, so a file never chooses which code runs.</remarks>
public static class SequentialLayers
{
    private static readonly NamedTypes<LayerOptions> Types = BuiltIn();

    /// <summary>Lets a <see cref="Sequential"/> with an own kind of layer be saved and loaded. Call it when the application starts; again with the same name is harmless.</summary>
    /// <typeparam name="T">The layer's options.</typeparam>
    /// <param name="name">The name in the file. It must stay the same for as long as files are to be read.</param>
    /// <exception cref="ArgumentException">The name is taken, or the type has another name.</exception>
    public static void Register<T>(string name)
        where T : LayerOptions => Types.Register<T>(name);

    internal static JsonObject Write(LayerOptions layer) => Types.Write(layer);

    internal static LayerOptions Read(JsonNode? node) => Types.Read(node);

    private static NamedTypes<LayerOptions> BuiltIn()
    {
        var types = new NamedTypes<LayerOptions>("layer", nameof(SequentialLayers), layer => layer.Validate());
        types.Register<ActivationOptions>("Activation");
        types.Register<AttentionPoolingOptions>("AttentionPooling");
        types.Register<BatchNormalizationOptions>("BatchNormalization");
        types.Register<ConvolutionOptions>("Convolution");
        types.Register<DropoutOptions>("Dropout");
        types.Register<FlattenOptions>("Flatten");
        types.Register<GlobalPoolingOptions>("GlobalPooling");
        types.Register<GroupNormalizationOptions>("GroupNormalization");
        types.Register<LayerNormalizationOptions>("LayerNormalization");
        types.Register<LinearOptions>("Linear");
        types.Register<PoolingOptions>("Pooling");
        types.Register<PositionsOptions>("Positions");
        types.Register<RecurrentOptions>("Recurrent");
        types.Register<ResidualOptions>("Residual");
        types.Register<SelfAttentionOptions>("SelfAttention");
        types.Register<SequencePoolingOptions>("SequencePooling");
        types.Register<TransformerOptions>("Transformer");
        types.Register<UnflattenOptions>("Unflatten");
        return types;
    }
}
