using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.PublishedResults;

/// <summary>What a user of ML.NET would take today.</summary>
internal static class Rivals
{
    /// <summary>Boosted trees on a vector, one against all.</summary>
    public static Trainer Trees(string column) => new(
        "OneVersusAll(FastTree)", (context, _) => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.FastTree(featureColumnName: column)));

    /// <summary>Boosted trees on vectors of unequal lengths: what is past the end is 0.</summary>
    public static Trainer PaddedTrees(string column, int length) => new(
        "padded, OneVersusAll(FastTree)",
        (context, progress) => context.Transforms.CustomMapping<Series, PaddedSeries>(
            (row, padded) =>
            {
                padded.Padded = new float[length];
                row.Values.AsSpan(0, Math.Min(length, row.Values.Length)).CopyTo(padded.Padded);
            },
            contractName: null,
            inputSchemaDefinition: Variable(column),
            outputSchemaDefinition: Fixed(length)).Append(Trees(nameof(PaddedSeries.Padded)).Create(context, progress)));

    /// <summary>Boosted trees on numbers and texts, which are one-hot.</summary>
    public static Trainer MixedTrees(string[] numbers, string[] texts) => new(
        "FastTree",
        (context, _) => context.Transforms.Categorical.OneHotEncoding([.. texts.Select(text => new InputOutputColumnPair(text))])
            .Append(context.Transforms.Concatenate("Features", [.. numbers, .. texts]))
            .Append(context.BinaryClassification.Trainers.FastTree()));

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

    private static SchemaDefinition Variable(string column)
    {
        var definition = SchemaDefinition.Create(typeof(Series));
        definition.RemoveAll(member => member.ColumnName != column);
        return definition;
    }

    private static SchemaDefinition Fixed(int length)
    {
        var definition = SchemaDefinition.Create(typeof(PaddedSeries));
        definition[nameof(PaddedSeries.Padded)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        return definition;
    }
}
