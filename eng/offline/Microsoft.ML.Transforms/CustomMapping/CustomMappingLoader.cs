using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(CustomMappingLoader), null, typeof(SignatureLoadModel), "Custom Transformer", CustomMappingLoader.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>A custom mapping in a model file: the names of its contract and of the assembly that has the contract's factory.</summary>
internal static class CustomMappingLoader
{
    public const string LoaderSignature = "CustomTransformer";

    private const uint VersionWithAssembly = 0x00010002;

    private static VersionInfo Version => new(
        modelSignature: "CUSTOMXF",
        verWrittenCur: VersionWithAssembly,
        verReadableCur: VersionWithAssembly,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(CustomMappingLoader).Assembly.FullName,
        loaderSignature: LoaderSignature);

    public static void Save(ModelSaveContext ctx, string contractName, string contractAssembly)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveString(contractName);
        ctx.SaveString(contractAssembly);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string contractName = ctx.LoadString();
        if (ctx.Header.ModelVerWritten >= VersionWithAssembly)
        {
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoadString()));
        }

        object factory = env.ComponentCatalog.GetExtensionValue(env, typeof(CustomMappingFactoryAttributeAttribute), contractName);
        env.Check(
            factory is ICustomMappingFactory,
            $"The class with contract '{contractName}' must derive from '{typeof(CustomMappingFactory<,>).FullName}'.");
        return ((ICustomMappingFactory)factory).CreateTransformer(env, contractName);
    }
}
