// Networks on a text column: which team is a request for? Three architectures, three tokenizers, and beside them what ML.NET has; then it saves, loads and predicts.
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLExtensions;
using MLExtensions.Networks;

// 480 requests, made up.
var mlContext = new MLContext(seed: 1);
IDataView requests = mlContext.Data.LoadFromTextFile<Request>(
    Path.Combine(AppContext.BaseDirectory, "requests.csv"), new TextLoader.Options { HasHeader = true, Separators = [','], AllowQuoting = true });
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(requests, testFraction: 0.25);

// A text alone goes to an architecture for texts as words; ColumnInputs says otherwise. The tokenizer is trained on the training rows and saved with the network.
ITransformer? model = null;
foreach ((Architecture architecture, TokenizerOptions tokenizer) in new (Architecture, TokenizerOptions)[]
{
    (new TextConvolutional { EmbeddingSize = 64, Channels = 32 }, new CharacterTokenizerOptions()),
    (new Recurrent { EmbeddingSize = 64, HiddenSize = 32, Bidirectional = true, Pooling = RecurrentPooling.Attention }, new BytePairTokenizerOptions { MaximumVocabulary = 400 }),
    (new TransformerEncoder { Width = 32, Layers = 1, Pooling = TransformerPooling.Max }, new WordTokenizerOptions()),
})
{
    IEstimator<ITransformer> network = mlContext.MulticlassClassification.Trainers.Network(new NetworkTrainerOptions
    {
        FeatureColumnNames = [nameof(Request.Text)],
        ColumnInputs = new Dictionary<string, ColumnInput> { [nameof(Request.Text)] = new TextInput { Tokenizer = tokenizer } },
        Architecture = architecture,
        LearningRate = 3e-3f,
        Epochs = 30,
    });
    model = Train(architecture.GetType().Name, network);
}

Train("SDCA", mlContext.Transforms.Text.FeaturizeText("Features", nameof(Request.Text)).Append(mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy()));

// Save, load and predict. Words that were never seen, or no words at all, are predicted like any other text.
string file = Path.Combine(AppContext.BaseDirectory, "requests.zip");
mlContext.Model.Save(model, requests.Schema, file);
ITransformer loaded = new MLContext().Model.Load(file, out _);
using var engine = mlContext.Model.CreatePredictionEngine<Request, Answer>(loaded);
foreach (string text in new[] { "the invoice of June is wrong", "my tablet has not arrived", "xyzzy", "" })
{
    Console.WriteLine($"'{text}' is for {engine.Predict(new Request { Text = text }).PredictedLabel}");
}

TransformerChain<KeyToValueMappingTransformer> Train(string name, IEstimator<ITransformer> trainer)
{
    var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Request.Team)).Append(trainer).Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    var fitted = pipeline.Fit(split.TrainSet);
    Console.WriteLine($"{name,-20}accuracy {mlContext.MulticlassClassification.Evaluate(fitted.Transform(split.TestSet)).MicroAccuracy:F3}");
    return fitted;
}

/// <summary>A request and the team that it is for.</summary>
internal sealed class Request
{
    [LoadColumn(0)]
    public string Team { get; set; } = "";

    [LoadColumn(1)]
    public string Text { get; set; } = "";
}

/// <summary>What the model says.</summary>
internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";
}
