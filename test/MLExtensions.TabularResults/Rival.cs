using Microsoft.ML;

namespace MLExtensions.TabularResults;

/// <summary>ML.NET's own trainers, on the features as they want them: texts one-hot, and for the linear ones scaled to 0 to 1.</summary>
internal static class Rival
{
    public static IEstimator<ITransformer> FastTree(MLContext context, RealTable table) => Featurizer(context, table, scaled: false).Append(table.Task switch
    {
        TableTask.Binary => (IEstimator<ITransformer>)context.BinaryClassification.Trainers.FastTree(),
        TableTask.Multiclass => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.FastTree()),
        _ => context.Regression.Trainers.FastTree(),
    });

    public static IEstimator<ITransformer> Sdca(MLContext context, RealTable table) => Featurizer(context, table, scaled: true).Append(table.Task switch
    {
        TableTask.Binary => (IEstimator<ITransformer>)context.BinaryClassification.Trainers.SdcaLogisticRegression(),
        TableTask.Multiclass => context.MulticlassClassification.Trainers.SdcaMaximumEntropy(),
        _ => context.Regression.Trainers.Sdca(),
    });

    public static string SdcaName(TableTask task) => task switch
    {
        TableTask.Binary => "SdcaLogisticRegression",
        TableTask.Multiclass => "SdcaMaximumEntropy",
        _ => "Sdca",
    };

    private static IEstimator<ITransformer> Featurizer(MLContext context, RealTable table, bool scaled)
    {
        string[] texts = [.. table.Texts];
        IEstimator<ITransformer> chain = context.Transforms.Concatenate("Features", [.. table.Features.Except(texts)]);
        if (scaled)
        {
            chain = chain.Append(context.Transforms.NormalizeMinMax("Features"));
        }

        foreach (string text in texts)
        {
            chain = chain.Append(context.Transforms.Categorical.OneHotEncoding(text));
        }

        return texts.Length == 0 ? chain : chain.Append(context.Transforms.Concatenate("Features", ["Features", .. texts]));
    }
}
