using MLExtensions.Networks;

namespace MLExtensions.PublishedResults;

/// <summary>Sentences and messages.</summary>
internal static class SentenceLines
{
    private const string Trec = "TREC.train.all.txt.gz", TrecTest = "TREC.test.all.txt";

    public static IReadOnlyList<ResultLine> All { get; } =
    [
        Questions("TREC", Convolution(0.882), [Rivals.Text("Text")]),
        Folded("Subj", "subj.all.txt.gz", 0.892),
        Folded("CR", "custrev.all.txt.gz", 0.783),
        Folded("MPQA", "mpqa.all.txt.gz", 0.846),
        Folded("MR", "rt-polarity.all.txt.gz", 0.759),
        Questions("TREC, recurrent", Networks.Multiclass("Recurrent, BiLSTM, attention", 0.88, () => new()
        {
            FeatureColumnNames = ["Text"],
            Architecture = new Recurrent
            {
                Cell = RecurrentCell.Lstm,
                Bidirectional = true,
                Pooling = RecurrentPooling.Attention,
                HiddenSize = 128,
                EmbeddingSize = 200,
                EmbeddingDropout = 0.3f,
                HeadDropout = 0.5f,
            },
            Epochs = 12,
            BatchSize = 32,
        })),
        Questions("TREC, transformer", Networks.Multiclass("TransformerEncoder", 0.86, () => new()
        {
            FeatureColumnNames = ["Text"],
            Architecture = new TransformerEncoder { Width = 128, Layers = 1, Heads = 8, Dropout = 0.4f, Pooling = TransformerPooling.Max, Positions = TransformerPositions.Rotary },
            Epochs = 15,
            BatchSize = 32,
            LearningRate = 2e-3f,
            Schedule = new OneCycle(),
            ValidationFraction = 0,
        })),
        new()
        {
            Name = "sms-spam",
            Files = [Messages.File],
            Load = Messages.Load,
            Runs = 5,
            IsBinary = true,
            Network = Networks.Binary("TransformerEncoder", 0.985, () => new()
            {
                FeatureColumnNames = ["Text"],
                ColumnInputs = new Dictionary<string, ColumnInput>
                {
                    ["Text"] = new TextInput { Tokenizer = new BytePairTokenizerOptions { MaximumVocabulary = 2000, LowerCase = false }, MaximumLength = 96 },
                },
                Architecture = new TransformerEncoder { Width = 64, Layers = 1, Heads = 4, Dropout = 0.2f, Pooling = TransformerPooling.Attention },
                Epochs = 10,
                BatchSize = 32,
                LearningRate = 4e-3f,
                Schedule = new OneCycle(),
                ValidationFraction = 0,
            }),
            Rivals = [Rivals.BinaryText("Text")],
        },
    ];

    private static ResultLine Questions(string name, Trainer network, Trainer[]? rivals = null) => new()
    {
        Name = name,
        Files = [Sentences.PathOf(Trec), Sentences.PathOf(TrecTest)],
        Load = (context, folder, _) => Sentences.Load(context, folder, Trec, TrecTest),
        Runs = 3,
        Network = network,
        Rivals = rivals ?? [],
    };

    private static ResultLine Folded(string name, string file, double target) => new()
    {
        Name = name,
        Files = [Sentences.PathOf(file)],
        Load = (context, folder, fold) => Sentences.LoadFold(context, folder, file, fold),
        Runs = Sentences.Folds,
        IsFolded = true,
        Network = Convolution(target),
        Rivals = [Rivals.Text("Text")],
    };

    // Kim, 2014, without pretrained vectors.
    private static Trainer Convolution(double target) => Networks.Multiclass("TextConvolutional", target, () => new()
    {
        FeatureColumnNames = ["Text"],
        Architecture = new TextConvolutional(),
        Epochs = 10,
        BatchSize = 50,
    });
}
