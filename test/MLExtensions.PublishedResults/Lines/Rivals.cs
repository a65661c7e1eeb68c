using Microsoft.ML;

namespace MLExtensions.PublishedResults;

/// <summary>What a user of ML.NET would take today.</summary>
internal static class Rivals
{
    /// <summary>Boosted trees on a vector, one against all.</summary>
    public static Trainer Trees(string column) => new(
        "OneVersusAll(FastTree)", (context, _) => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.FastTree(featureColumnName: column)));

    /// <summary>A linear model on a vector.</summary>
    public static Trainer Linear(string column) => new(
        "SdcaMaximumEntropy", (context, _) => context.Transforms.NormalizeMinMax("Scaled", column).Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(featureColumnName: "Scaled")));

    /// <summary>Words and characters counted, and a linear model.</summary>
    public static Trainer Text(string column) => new(
        "FeaturizeText + SdcaMaximumEntropy",
        (context, _) => context.Transforms.Text.FeaturizeText("Features", column).Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy()));

    /// <summary>Words and characters counted, and a linear model for two classes.</summary>
    public static Trainer BinaryText(string column) => new(
        "FeaturizeText + SdcaLogisticRegression",
        (context, _) => context.Transforms.Text.FeaturizeText("Features", column).Append(context.BinaryClassification.Trainers.SdcaLogisticRegression()));
}
