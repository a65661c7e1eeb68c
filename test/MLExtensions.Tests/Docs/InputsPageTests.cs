using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>docs/inputs.md and docs/architectures.md: their examples run, and what they say of options is true.</summary>
[TestClass]
public sealed class InputsPageTests
{
    [TestMethod]
    public void TheExampleOfTexts_LearnsWhichTeamARequestIsFor()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView requests = mlContext.Data.LoadFromTextFile<Request>(
            Path.Combine(Repository.Root, "examples", "data", "requests.csv"), new TextLoader.Options { HasHeader = true, Separators = [','], AllowQuoting = true });
        var split = mlContext.Data.TrainTestSplit(requests, testFraction: 0.25);
        var keys = mlContext.Transforms.Conversion.MapValueToKey("Team").Fit(split.TrainSet);

        // docs/inputs.md
        var trainer = mlContext.MulticlassClassification.Trainers.Network(new NetworkTrainerOptions
        {
            LabelColumnName = "Team",
            FeatureColumnNames = ["Text"],
            ColumnInputs = new Dictionary<string, ColumnInput> { ["Text"] = new TextInput { Tokenizer = new BytePairTokenizerOptions { MaximumVocabulary = 1000 }, MaximumLength = 40 } },
            Architecture = new TransformerEncoder { Width = 32, Layers = 1 },
            LearningRate = 2e-3f,
        });
        // end

        var model = trainer.Fit(keys.Transform(split.TrainSet));
        Assert.IsGreaterThan(0.85, mlContext.MulticlassClassification.Evaluate(model.Transform(keys.Transform(split.TestSet)), "Team").MicroAccuracy);
    }

    [TestMethod]
    public void TheListOfArchitectures_IsWhole_AndEachCanBeBuilt()
    {
        // docs/architectures.md
        Architecture[] some =
        [
            new FeedForward { HiddenLayers = [256, 128], Dropout = 0.1f },
            new ResidualTabular { Blocks = 4, Width = 128 },
            new TabularTransformer { Blocks = 2, Width = 64 },
            new Convolutional { Channels = [32, 64], ConvolutionsPerBlock = 2, Dropout = 0.2f },
            ResNet.Cifar(depth: 20),
            new VisionTransformer { PatchSize = 4, Width = 64, Layers = 4, Heads = 4 },
            new TextConvolutional { Widths = [3, 4, 5], Channels = 100 },
            new Recurrent { Cell = RecurrentCell.Lstm, Bidirectional = true, Pooling = RecurrentPooling.Attention },
            new TransformerEncoder { Width = 128, Layers = 2, Heads = 4, Positions = TransformerPositions.Rotary },
            new Sequential { Layers = [new ConvolutionOptions { Channels = 16 }, new PoolingOptions(), new FlattenOptions(), new LinearOptions { Units = 64 }] },
        ];
        // end

        foreach (var architecture in some)
        {
            bool isOfVectors = architecture is FeedForward or ResidualTabular or TabularTransformer;
            Network.Create(architecture, new MulticlassObjective(3), new InputDescription(isOfVectors ? [8] : architecture is ResNet or VisionTransformer or Sequential ? [1, 8, 8] : [8, 4]), seed: 1);
        }

        string page = Page("architectures.md");
        Type[] types = [.. typeof(Architecture).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Architecture)) && !type.IsAbstract)];
        CollectionAssert.AreEquivalent(types, some.Select(architecture => architecture.GetType()).ToArray());
        foreach (var type in types.Concat(typeof(LayerOptions).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(LayerOptions)) && !type.IsAbstract)))
        {
            StringAssert.Contains(page, $"`{type.Name}`");
        }
    }

    [TestMethod]
    [DataRow(typeof(TextInput))]
    [DataRow(typeof(SequenceInput))]
    [DataRow(typeof(ImageInput))]
    public void TheOptionsOfAnInput_AreOnThePage_WithTheirRanges(Type input)
    {
        string page = Page("inputs.md"), table = page[page.IndexOf($"| `{input.Name}` | default |", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n\n", StringComparison.Ordinal)];
        foreach (var option in input.GetProperties().Where(option => option.CanWrite))
        {
            var row = table.Split('\n').FirstOrDefault(line => line.StartsWith('|') && line.Split('|')[1].Contains($"`{option.Name}`", StringComparison.Ordinal));
            Assert.IsNotNull(row, $"{input.Name}.{option.Name} is not on the page.");
            if (option.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                StringAssert.Contains(row, string.Create(CultureInfo.InvariantCulture, $"{range.Minimum:N0} to {range.Maximum:N0}"), $"{input.Name}.{option.Name}");
            }
        }
    }

    private static string Page(string name) => Repository.Read("docs", name);
}
