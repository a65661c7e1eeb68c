using System.Reflection;
using System.Runtime.CompilerServices;
using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>
/// Every estimator that the MLExtensions assemblies hang on a catalog, found by reflection, with data: a new one is under the harness the day it is written.
/// </summary>
internal static class EstimatorSamples
{
    private const string ThisFile = "test/MLExtensions.Tests/Harness/EstimatorSamples.cs";

    /// <summary>A line a catalog; in it a name a kind of label.</summary>
    private static readonly SampleCatalog[] Catalogs =
    [
        new(context => context.BinaryClassification.Trainers, ["Answer", "Amount", "Count", "Tags"], ["Stamp", "Loose", "Color"]),
        new(context => context.MulticlassClassification.Trainers, ["ColorKey", "GradeKey", "Kind"], ["Stamp", "Loose", "Color", "Amount"]),
        new(context => context.Regression.Trainers, ["Amount", "Count", "Height", "Sizes"], ["Stamp", "Loose", "Color"]),
        new(context => context.Ranking.Trainers, ["Grade", "Rooms", "Kind"], ["Stamp", "Loose", "Color"]),
    ];

    /// <summary>A line a kind of features; those of several columns are for estimators that take a list.</summary>
    private static readonly string[][] Features =
    [
        ["Features"],
        ["Height"],
        ["Rooms"],
        ["Garden"],
        ["Town"],
        ["TownKey"],
        ["Features", "Garden", "Rooms", "TownKey"],
    ];

    /// <summary>A line a parameter or option that decides which columns are read, or keeps the training short. Others keep their defaults.</summary>
    private static object? Argument(string name, EstimatorSample sample) => name.ToUpperInvariant() switch
    {
        "LABELCOLUMNNAME" => sample.Label,
        "FEATURECOLUMNNAME" => sample.Features[0],
        "FEATURECOLUMNNAMES" => sample.Features,
        "EPOCHS" => 3,
        "ARCHITECTURE" => sample.Architecture,
        _ => null,
    };

    /// <summary>The architectures that are not an estimator's default, found by reflection too.</summary>
    private static readonly Architecture[] Architectures =
    [
        .. from type in typeof(Architecture).Assembly.GetExportedTypes()
           where type.IsSubclassOf(typeof(Architecture)) && !type.IsAbstract && type != typeof(FeedForward)
           select Create(type),
    ];

    /// <summary>With its defaults, or smaller where that takes long.</summary>
    private static Architecture Create(Type type) => type switch
    {
        _ when type == typeof(ResNet) => new ResNet { Blocks = [1, 1], Width = 4 },
        _ when type == typeof(VisionTransformer) => new VisionTransformer { Width = 16, Heads = 2, Layers = 1 },
        _ => (Architecture)Activator.CreateInstance(type)!,
    };

    /// <summary>What an architecture is tried on.</summary>
    private static string[] FeaturesOf(Architecture architecture) => architecture is ResNet or VisionTransformer ? ["Picture"] : Features[^1];

    /// <summary>The extension methods that return an estimator.</summary>
    public static IReadOnlyList<MethodInfo> Methods { get; } =
    [
        .. from assembly in Assemblies()
           from type in assembly.GetExportedTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
           where method.IsDefined(typeof(ExtensionAttribute)) && typeof(IEstimator<ITransformer>).IsAssignableFrom(method.ReturnType)
           select method,
    ];

    /// <summary>Each method with each kind of label, with each kind of features that it takes, and with each architecture.</summary>
    public static IEnumerable<EstimatorSample> All => Methods.Where(method => Find(method) is not null).SelectMany(Of);

    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>The samples of a method.</summary>
    /// <exception cref="NotSupportedException">There is no data for it; the message says where to add some.</exception>
    public static IEnumerable<EstimatorSample> Of(MethodInfo method)
    {
        var catalog = Find(method) ?? throw new NotSupportedException(
            $"{NameOf(method)} extends {method.GetParameters()[0].ParameterType}, for which there are no samples: add a line for that catalog to {nameof(Catalogs)} in {ThisFile}.");
        bool takesSeveral = method.GetParameters().Any(parameter => parameter.ParameterType.GetProperty("FeatureColumnNames") is not null || parameter.Name == "featureColumnNames");
        var labels = catalog.Labels.Select(label => new EstimatorSample(method, catalog, label, Features[0]));
        var features = Features.Skip(1)
            .Where(columns => takesSeveral || columns.Length == 1)
            .Select(columns => new EstimatorSample(method, catalog, catalog.Labels[0], columns))
            .Where(sample => !sample.Features.Contains(sample.Label));
        var architectures = method.GetParameters().Any(parameter => parameter.ParameterType.GetProperty("Architecture") is not null)
            ? Architectures.Select(architecture => new EstimatorSample(method, catalog, catalog.Labels[0], FeaturesOf(architecture)) { Architecture = architecture })
            : [];
        return labels.Concat(features).Concat(architectures);
    }

    /// <summary>The estimator of a sample.</summary>
    /// <exception cref="NotSupportedException">There is no argument for a parameter; the message says where to add one.</exception>
    public static IEstimator<ITransformer> Create(MLContext context, EstimatorSample sample) => (IEstimator<ITransformer>)sample.Method.Invoke(
        null,
        BindingFlags.DoNotWrapExceptions,
        null,
        [sample.Catalog.Of(context), .. sample.Method.GetParameters().Skip(1).Select(parameter => Argument(parameter, sample))],
        null)!;

    private static object? Argument(ParameterInfo parameter, EstimatorSample sample)
    {
        if (Argument(parameter.Name!, sample) is { } argument)
        {
            return argument;
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        if (parameter.ParameterType.GetConstructor(Type.EmptyTypes) is not { } constructor)
        {
            throw new NotSupportedException(
                $"{NameOf(sample.Method)} has a parameter '{parameter.Name}' without a default, for which there is no value: add a line for it to {nameof(Argument)} in {ThisFile}.");
        }

        object options = constructor.Invoke(null);
        foreach (var option in parameter.ParameterType.GetProperties().Where(option => option.CanWrite))
        {
            if (Argument(option.Name, sample) is { } value)
            {
                option.SetValue(options, value);
            }
        }

        return options;
    }

    private static SampleCatalog? Find(MethodInfo method)
    {
        var context = new MLContext();
        return Array.Find(Catalogs, catalog => method.GetParameters()[0].ParameterType.IsInstanceOfType(catalog.Of(context)));
    }

    private static IEnumerable<Assembly> Assemblies() =>
        Directory.GetFiles(AppContext.BaseDirectory, "MLExtensions*.dll")
            .Where(file => !Path.GetFileNameWithoutExtension(file).EndsWith("Tests", StringComparison.Ordinal))
            .Select(file => Assembly.Load(Path.GetFileNameWithoutExtension(file)));
}
