using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(BinaryPredictionTransformer), null, typeof(SignatureLoadModel), "", BinaryPredictionTransformer.LoaderSignature)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(MulticlassPredictionTransformer), null, typeof(SignatureLoadModel), "", MulticlassPredictionTransformer.LoaderSignature)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(RegressionPredictionTransformer), null, typeof(SignatureLoadModel), "", RegressionPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>A prediction transformer's type parameter is its model's type, which is known when the model has been loaded.</summary>
internal static class PredictionTransformerLoader
{
    public static ITransformer Load<TModel>(Type transformerType, IHostEnvironment env, ModelLoadContext ctx, VersionInfo version)
        where TModel : class
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(version);
        ctx.LoadModel<TModel, SignatureLoadModel>(env, out TModel model, "Model");
        return (ITransformer)Activator.CreateInstance(
            transformerType.MakeGenericType(model.GetType()),
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions,
            null,
            [env, ctx, model],
            null);
    }
}

internal static class BinaryPredictionTransformer
{
    public const string LoaderSignature = "BinaryPredXfer";

    public static VersionInfo Version => new(
        "BIN PRED", 0x00010001, 0x00010001, 0x00010001, typeof(BinaryPredictionTransformer).Assembly.FullName, LoaderSignature);

    internal static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        PredictionTransformerLoader.Load<IFeatureScorer<float>>(typeof(BinaryPredictionTransformer<>), env, ctx, Version);
}

internal static class MulticlassPredictionTransformer
{
    public const string LoaderSignature = "MulticlassPredXfer";

    public static VersionInfo Version => new(
        "MC  PRED", 0x00010002, 0x00010001, 0x00010002, typeof(MulticlassPredictionTransformer).Assembly.FullName, LoaderSignature);

    internal static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        PredictionTransformerLoader.Load<IMulticlassScorer>(typeof(MulticlassPredictionTransformer<>), env, ctx, Version);
}

internal static class RegressionPredictionTransformer
{
    public const string LoaderSignature = "RegressionPredXfer";

    public static VersionInfo Version => new(
        "REG PRED", 0x00010001, 0x00010001, 0x00010001, typeof(RegressionPredictionTransformer).Assembly.FullName, LoaderSignature);

    internal static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        PredictionTransformerLoader.Load<IFeatureScorer<float>>(typeof(RegressionPredictionTransformer<>), env, ctx, Version);
}
