using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(MLExtensions.ModelLoader.Loader), null, typeof(SignatureLoadModel), "MLExtensions network", MLExtensions.ModelLoader.Loader.Signature)]

namespace MLExtensions.ModelLoader;

/// <summary>What <c>mlContext.Model.Load</c> calls for an entry that MLExtensions saved.</summary>
/// <remarks>
/// ML.NET finds it by the assembly name and the signature that the entry's header names, so the application registers nothing.
/// It lives in an assembly of its own because only here the access checks towards Microsoft.ML.Core are lifted.
/// </remarks>
public static class Loader
{
    /// <summary>The loader signature in a model file's header.</summary>
    public const string Signature = "MLExtensionsNetwork";

    private const string Target = "MLExtensions.Persistence.ModelReader, MLExtensions";

    /// <summary>Reads one transformer.</summary>
    /// <param name="env">The environment of the MLContext that loads.</param>
    /// <param name="ctx">ML.NET's internal ModelLoadContext.</param>
    public static ITransformer Create(IHostEnvironment env, object ctx)
    {
        var reader = Type.GetType(Target, throwOnError: true)!;
        var create = reader.GetMethod("Create")!.CreateDelegate<Func<object, object, object>>();
        return (ITransformer)create(env, ctx);
    }
}
