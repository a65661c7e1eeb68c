using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLExtensions.Persistence;

/// <summary>Everything of ML.NET that this library needs and that is not public, reached by reflection, in this file alone.</summary>
/// <remarks>Each member throws <see cref="NotSupportedException"/>, naming what is missing, on a Microsoft.ML that lacks it.</remarks>
internal static class MLNetInternals
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Core = typeof(ITransformer).Assembly;

    private static readonly Assembly Data = typeof(MLContext).Assembly;

    /// <summary>The environment behind a catalog such as <c>mlContext.Regression.Trainers</c>.</summary>
    public static IHostEnvironment EnvironmentOf(object catalog)
    {
        var property = Require(TypeOf(Data, "Microsoft.ML.Data.IInternalCatalog").GetProperty("Environment"), "IInternalCatalog.Environment");
        return (IHostEnvironment)property.GetValue(catalog)!;
    }

    /// <summary>The seed that the MLContext was made with; null where it had none.</summary>
    public static int? SeedOf(IHostEnvironment environment)
    {
        var type = TypeOf(Core, "Microsoft.ML.Runtime.IHostEnvironmentInternal");
        return type.IsInstanceOfType(environment)
            ? (int?)Require(type.GetProperty("Seed"), "IHostEnvironmentInternal.Seed").GetValue(environment)
            : null;
    }

    /// <summary>Whether <c>CancelExecution</c> was called on the environment.</summary>
    public static bool IsCanceled(IHostEnvironment environment)
    {
        var type = TypeOf(Core, "Microsoft.ML.Runtime.ICancelable");
        return type.IsInstanceOfType(environment)
            && (bool)Require(type.GetProperty("IsCanceled"), "ICancelable.IsCanceled").GetValue(environment)!;
    }

    /// <summary>Cancels what trains and transforms under a context: <c>MLContext.CancelExecution</c>.</summary>
    public static void CancelExecution(MLContext context) =>
        Require(typeof(MLContext).GetMethod("CancelExecution", Instance, []), "MLContext.CancelExecution").Invoke(context, []);

    /// <summary>A column of an estimator's promise.</summary>
    public static SchemaShape.Column ShapeColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, IEnumerable<SchemaShape.Column> annotations)
    {
        Type[] parameters =
            [typeof(string), typeof(SchemaShape.Column.VectorKind), typeof(DataViewType), typeof(bool), typeof(SchemaShape)];
        var constructor = Require(
            typeof(SchemaShape.Column).GetConstructor(Instance, parameters), "SchemaShape.Column's constructor");
        return (SchemaShape.Column)constructor.Invoke([name, kind, itemType, isKey, new SchemaShape(annotations)]);
    }

    /// <summary>What <c>ITrainerEstimator.Info</c> returns.</summary>
    public static TrainerInfo TrainerInfo(bool needsNormalization, bool needsCalibration, bool wantsCaching, bool supportsValidation)
    {
        var constructor = Require(
            typeof(TrainerInfo).GetConstructors(Instance).FirstOrDefault(candidate => candidate.GetParameters().Length == 6),
            "TrainerInfo's constructor");
        return (TrainerInfo)constructor.Invoke([needsNormalization, needsCalibration, wantsCaching, supportsValidation, false, false]);
    }

    /// <summary>Writes the header of a model's entry: its format, version, and the assembly and signature that read it.</summary>
    public static void SetVersion(ModelSaveContext context, string modelSignature, uint version, string loaderAssembly, string loaderSignature)
    {
        object info = VersionInfo(modelSignature, version, loaderAssembly, loaderSignature);
        Call(context, "CheckAtModel", []);
        Call(context, "SetVersionInfo", [info], info.GetType());
    }

    /// <summary>Adds a blob to a model's entry.</summary>
    public static void SaveStream(ModelSaveContext context, string name, Action<BinaryWriter> write) =>
        Call(context, "SaveBinaryStream", [name, write], typeof(string), typeof(Action<BinaryWriter>));

    /// <summary>Checks the header of an entry that is being loaded: a newer file than this version reads is an error there.</summary>
    public static void CheckVersion(object loadContext, string modelSignature, uint version, string loaderAssembly, string loaderSignature)
    {
        object info = VersionInfo(modelSignature, version, loaderAssembly, loaderSignature);
        Call(loadContext, "CheckAtModel", [info], info.GetType());
    }

    /// <summary>Where in the model file an entry that is being loaded lies, such as "TransformerChain/Transform_001".</summary>
    public static string DirectoryOf(object loadContext) =>
        (string?)Require(loadContext.GetType().GetField("Directory", Instance), "ModelLoadContext.Directory").GetValue(loadContext) ?? "";

    /// <summary>Reads a blob of an entry that is being loaded; the function is not called where there is none.</summary>
    public static void LoadStream(object loadContext, string name, Action<Stream> read)
    {
        Action<BinaryReader> action = reader => read(reader.BaseStream);
        Call(loadContext, "TryLoadBinaryStream", [name, action], typeof(string), typeof(Action<BinaryReader>));
    }

    /// <summary>Saves a model in a folder below the entry's.</summary>
    public static void SaveModel(ModelSaveContext context, ITransformer model, string folder)
    {
        var method = Generic(typeof(ModelSaveContext), "SaveModel", typeArguments: 1, parameters: 2).MakeGenericMethod(typeof(ITransformer));
        Invoke(method, context, [model, folder]);
    }

    /// <summary>Reads a model from a folder below the entry's that is being loaded; throws what its loader throws, or where there is none.</summary>
    public static ITransformer LoadModel(object environment, object loadContext, string folder)
    {
        var method = Generic(loadContext.GetType(), "LoadModel", typeArguments: 2, parameters: 4)
            .MakeGenericMethod(typeof(ITransformer), TypeOf(Core, "Microsoft.ML.SignatureLoadModel"));
        object?[] arguments = [environment, null, folder, Array.Empty<object>()];
        Invoke(method, loadContext, arguments);
        return (ITransformer)arguments[1]!;
    }

    private static object VersionInfo(string modelSignature, uint version, string loaderAssembly, string loaderSignature) =>
        Activator.CreateInstance(
            TypeOf(Core, "Microsoft.ML.VersionInfo"), modelSignature, version, version, version, loaderAssembly, loaderSignature, null)!;

    private static void Call(object target, string method, object?[] arguments, params Type[] types)
    {
        Invoke(Require(target.GetType().GetMethod(method, Instance, types), $"{target.GetType().Name}.{method}"), target, arguments);
    }

    private static MethodInfo Generic(Type type, string name, int typeArguments, int parameters) => Require(
        type.GetMethods(Instance).FirstOrDefault(method =>
            method.Name == name && method.IsGenericMethodDefinition && method.GetGenericArguments().Length == typeArguments && method.GetParameters().Length == parameters),
        $"{type.Name}.{name}");

    private static void Invoke(MethodInfo method, object target, object?[] arguments)
    {
        try
        {
            method.Invoke(target, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Capture(e.InnerException).Throw();
        }
    }

    private static Type TypeOf(Assembly assembly, string name) => Require(assembly.GetType(name), name);

    private static T Require<T>(T? found, string what)
        where T : class =>
        found ?? throw new NotSupportedException(
            $"This Microsoft.ML ({Data.GetName().Version}, {Data.Location}) has no {what}, which MLExtensions needs. Use Microsoft.ML 5.0.");
}
