using Microsoft.ML;
using Microsoft.ML.Transforms.Text;

namespace MLExtensions.Hosts.Tests.Text;

/// <summary>Short texts, and the pipeline of the model files Models/*-text.zip.</summary>
internal sealed class Note
{
    public string Title { get; set; } = "";

    public string Body { get; set; } = "";

    public bool Urgent { get; set; }

    public static Note[] Some =>
    [
        new() { Title = "Milk", Body = "buy the milk and the bread" },
        new() { Title = "Fire!", Body = "call 112, the kitchen is on fire", Urgent = true },
        new() { Title = "", Body = "read a book about Café Müller" },
        new() { Title = "Leak", Body = "the pipe leaks, call the plumber NOW", Urgent = true },
        new() { Title = "Walk", Body = "" },
        new() { Title = "Fire drill", Body = "leave the kitchen now, call nobody", Urgent = true },
    ];

    /// <summary>Every step that a featurizer of texts can have, and a linear model most of whose weights are zero.</summary>
    public static ITransformer Model(MLContext context)
    {
        var options = new TextFeaturizingEstimator.Options
        {
            StopWordsRemoverOptions = new CustomStopWordsRemovingEstimator.Options { StopWords = ["the", "A"] },
            OutputTokensColumnName = "Tokens",
            KeepPunctuations = false,
            WordFeatureExtractor = new WordBagEstimator.Options { Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf },
        };
        return context.Transforms.Text.FeaturizeText("Features", options, nameof(Title), nameof(Body))
            .Append(context.BinaryClassification.Trainers.SdcaLogisticRegression(
                nameof(Urgent), l2Regularization: 0.01f, l1Regularization: 2, maximumNumberOfIterations: 50))
            .Fit(context.Data.LoadFromEnumerable(Some));
    }
}
