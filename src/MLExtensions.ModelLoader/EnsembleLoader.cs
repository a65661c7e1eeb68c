using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(MLExtensions.ModelLoader.EnsembleLoader), null, typeof(SignatureLoadModel), "MLExtensions ensemble", MLExtensions.ModelLoader.EnsembleLoader.Signature)]

namespace MLExtensions.ModelLoader;

/// <summary>What <c>mlContext.Model.Load</c> calls for an ensemble that MLExtensions saved; else as <see cref="Loader"/>.</summary>
public static class EnsembleLoader
{
    /// <summary>The loader signature in a model file's header.</summary>
    public const string Signature = "MLExtensionsEnsemble";

    private const string Target = "MLExtensions.Persistence.EnsembleReader, MLExtensions";

    /// <summary>Reads one ensemble.</summary>
    /// <param name="env">The environment of the MLContext that loads.</param>
    /// <param name="ctx">ML.NET's internal ModelLoadContext.</param>
    public static ITransformer Create(IHostEnvironment env, object ctx)
    {
        var reader = Type.GetType(Target, throwOnError: true)!;
        var create = reader.GetMethod("Create")!.CreateDelegate<Func<object, object, object>>();
        return (ITransformer)create(env, ctx);
    }
}
