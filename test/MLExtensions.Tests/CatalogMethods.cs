using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>Every estimator that MLExtensions hangs on a catalog, found by reflection: a new one is under the contract's tests the day it is written.</summary>
internal static class CatalogMethods
{
    /// <summary>A catalog's trainers, and data that any estimator on it can be fitted on with its default columns.</summary>
    /// <param name="Trainers">What the extension method extends.</param>
    /// <param name="Features">Makes <c>Label</c> and <c>Features</c> of <see cref="TestData.Point"/>.</param>
    private sealed record Catalog(object Trainers, Func<IEstimator<ITransformer>> Features);

    public static IReadOnlyList<MethodInfo> All { get; } =
    [
        .. from type in typeof(NetworkTrainer).Assembly.GetExportedTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
           where typeof(IEstimator<ITransformer>).IsAssignableFrom(method.ReturnType)
           select method,
    ];

    /// <summary>One of <see cref="All"/>, with short training and otherwise its defaults.</summary>
    public static IEstimator<ITransformer> Create(MLContext context, MethodInfo method) =>
        (IEstimator<ITransformer>)method.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, [CatalogOf(context, method).Trainers, .. method.GetParameters().Skip(1).Select(Argument)], null)!;

    /// <summary>What stands before the estimator in a pipeline over <see cref="TestData.Point"/>.</summary>
    public static IEstimator<ITransformer> Featurizer(MLContext context, MethodInfo method) => CatalogOf(context, method).Features();

    private static object? Argument(ParameterInfo parameter)
    {
        if (parameter.Name == "epochs")
        {
            return 3;
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        object options = Activator.CreateInstance(parameter.ParameterType)!;
        parameter.ParameterType.GetProperty("Epochs")?.SetValue(options, 3);
        return options;
    }

    private static Catalog CatalogOf(MLContext context, MethodInfo method)
    {
        Catalog[] catalogs =
        [
            new(context.BinaryClassification.Trainers, () => context.Transforms.NormalizeMinMax("Features")),
            new(context.MulticlassClassification.Trainers, () => context.Transforms.Conversion.MapValueToKey("Label", "Color")),
            new(context.Regression.Trainers, () => context.Transforms.NormalizeMinMax("Label", "Target")),
        ];
        var wanted = method.GetParameters()[0].ParameterType;
        return Array.Find(catalogs, catalog => wanted.IsInstanceOfType(catalog.Trainers))
            ?? throw new NotSupportedException($"{method.Name} extends {wanted.Name}: give that catalog data here.");
    }
}
