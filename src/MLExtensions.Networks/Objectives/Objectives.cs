using System.Text.Json.Nodes;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>The objectives that a saved network may name; a closed list, as <see cref="Architectures"/> is.</summary>
public static class Objectives
{
    private static readonly NamedTypes<Objective> Types = BuiltIn();

    /// <summary>Lets networks of an own objective be saved and loaded. Call it when the application starts; again with the same name is harmless.</summary>
    /// <typeparam name="T">The objective.</typeparam>
    /// <param name="name">The name in the file. It must stay the same for as long as files are to be read.</param>
    /// <exception cref="ArgumentException">The name is taken, or the type has another name.</exception>
    public static void Register<T>(string name)
        where T : Objective => Types.Register<T>(name);

    internal static JsonObject Write(Objective objective) => Types.Write(objective);

    internal static Objective Read(JsonNode? node) => Types.Read(node);

    private static NamedTypes<Objective> BuiltIn()
    {
        var types = new NamedTypes<Objective>("objective", nameof(Objectives), objective => objective.Validate());
        types.Register<BinaryObjective>("Binary");
        types.Register<MulticlassObjective>("Multiclass");
        types.Register<RegressionObjective>("Regression");
        types.Register<RankingObjective>("Ranking");
        return types;
    }
}
