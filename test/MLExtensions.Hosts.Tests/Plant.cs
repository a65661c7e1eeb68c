using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Transforms;

namespace MLExtensions.Hosts.Tests;

/// <summary>The rows and the pipelines of the model files in Models.</summary>
internal sealed class Plant
{
    public float Height { get; set; }

    [VectorType(3)]
    public float[] Petals { get; set; } = [0, 0, 0];

    public string Colour { get; set; } = "";

    public int Stems { get; set; }

    public bool Wild { get; set; }

    [KeyType(3)]
    public uint Bed { get; set; }

    public string[] Names { get; set; } = [];

    public DateTime Planted { get; set; }

    public static Plant[] Some =>
    [
        new() { Height = 1, Petals = [1, 0, 2], Colour = "red", Stems = 30, Wild = true, Bed = 0 },
        new() { Height = 2, Petals = [3, 0, 4], Colour = "blue", Stems = 10, Bed = 1 },
        new() { Height = 3, Petals = [5, 0, 6], Colour = "red", Stems = 30, Wild = true, Bed = 2 },
        new() { Height = float.NaN, Petals = [7, 0, 8], Colour = "green", Stems = 20, Bed = 0 },
    ];

    /// <summary>With annotations in its schema: names of the petals' sizes, values of the bed's keys.</summary>
    public static IDataView Data(MLContext context)
    {
        var definition = SchemaDefinition.Create(typeof(Plant));
        definition[nameof(Petals)].AddAnnotation(
            "SlotNames", new[] { "petal length", "petal width", "petal depth" }, new VectorDataViewType(TextDataViewType.Instance, 3));
        definition[nameof(Bed)].AddAnnotation("KeyValues", new[] { 10f, 20f, 40f }, new VectorDataViewType(NumberDataViewType.Single, 3));
        return context.Data.LoadFromEnumerable(Some, definition);
    }

    public static ITransformer Transforms(MLContext context)
    {
        var transforms = context.Transforms;
        return transforms.Conversion.MapValueToKey([new("ColourKey", nameof(Colour)), new("StemsKey", nameof(Stems)), new("WildKey", nameof(Wild))])
            .Append(transforms.Conversion.MapKeyToValue([new("ColourAgain", "ColourKey"), new("BedSize", nameof(Bed))]))
            .Append(transforms.Categorical.OneHotEncoding("ColourSlots", nameof(Colour)))
            .Append(transforms.ReplaceMissingValues(nameof(Height), replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(transforms.NormalizeMinMax(nameof(Height)))
            .Append(transforms.NormalizeMeanVariance("PetalsScaled", nameof(Petals), fixZero: false))
            .Append(transforms.NormalizeMeanVariance("PetalsDensity", nameof(Petals), useCdf: true))
            .Append(transforms.Concatenate("Features", nameof(Height), "PetalsScaled", "ColourSlots"))
            .Fit(Data(context));
    }

    public static ITransformer Predictors(MLContext context) => context.Transforms.Conversion.MapValueToKey("Label", nameof(Colour))
        .Append(context.BinaryClassification.Trainers.SdcaLogisticRegression(nameof(Wild), nameof(Petals), maximumNumberOfIterations: 20))
        .Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Label", nameof(Petals), maximumNumberOfIterations: 20))
        .Append(context.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"))
        .Fit(Data(context));

    /// <summary>Score columns in this order: of two classes, of a number by trees and by a line, and of three classes.</summary>
    public static ITransformer Trees(MLContext context)
    {
        FastTreeBinaryTrainer Binary(string label) => context.BinaryClassification.Trainers.FastTree(
            label, nameof(Petals), numberOfLeaves: 3, numberOfTrees: 5, minimumExampleCountPerLeaf: 1);
        return context.Transforms.Conversion.MapValueToKey("Label", nameof(Colour))
            .Append(Binary(nameof(Wild)))
            .Append(context.Regression.Trainers.FastTree(
                nameof(Height), nameof(Petals), numberOfLeaves: 3, numberOfTrees: 5, minimumExampleCountPerLeaf: 1))
            .Append(context.Regression.Trainers.Sdca(nameof(Height), nameof(Petals), maximumNumberOfIterations: 20))
            .Append(context.MulticlassClassification.Trainers.OneVersusAll(Binary("Label")))
            .Fit(Data(context));
    }
}
