using System.Text.Json;
using System.Text.Json.Serialization;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using Shape = MLExtensions.Tensors.Shape;

namespace MLExtensions.AutoML.Tests.SearchSpaces;

/// <summary>Every value that a search may try gives options that a trainer takes, and a network that can be built.</summary>
[TestClass]
public sealed class SearchSpaceTests
{
    private const int Samples = 200;

    private static readonly MLContext s_context = new(seed: 1);

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    // As the architectures get them: the first one, and those over images, take the encoded row.
    private static readonly InputDescription Row = new([7]);

    private static readonly InputDescription Table = InputDescription.Of(
        new NumberColumn { Name = "numbers", Means = [0, 1], Scales = [1, 2] }, new CategoryColumn { Name = "city", Count = 5 });

    private static readonly InputDescription Text = InputDescription.Of(new TokenColumn { Name = "text", MaximumLength = 12, VocabularySize = 20 });

    private static readonly InputDescription Sequence = InputDescription.Of(new SequenceColumn { Name = "signal", MaximumLength = 16, Means = [0, 0], Scales = [1, 1] });

    private static readonly InputDescription Signal = new([16, 2]);

    private static readonly InputDescription Image = new([3, 16, 16]);

    [TestMethod]
    [DataRow(240, null, true)]
    [DataRow(150, null, false)]
    [DataRow(150, 0.2f, true)]
    [DataRow(240, 0f, false)]
    public void ANetworkOfASearch_HoldsRowsOutFrom200On(int rows, float? fraction, bool holdsOut)
    {
        NetworkTrainerOptions options = new SweepableFeedForward { Epochs = 2, ValidationFraction = fraction }.CreateTrainerOptions();
        options.FeatureColumnNames = ["Size", "Weight", "City"];
        var history = s_context.BinaryClassification.Trainers.Network(options).Fit(TestRows.View(s_context, rows)).Model.History!;
        Assert.AreEqual(holdsOut, history.Epochs[0].ValidationLoss is not null);
    }

    [TestMethod]
    public void FeedForward_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableFeedForward>(Row);

    [TestMethod]
    public void ResidualTabular_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableResidualTabular>(Row);

    [TestMethod]
    public void TabularTransformer_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableTabularTransformer>(Table);

    [TestMethod]
    public void Convolutional_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableConvolutional>(Signal, Image);

    [TestMethod]
    public void ResNet_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableResNet>(Image);

    [TestMethod]
    public void VisionTransformer_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableVisionTransformer>(Image);

    [TestMethod]
    public void TextConvolutional_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableTextConvolutional>(Text, Sequence);

    [TestMethod]
    public void Recurrent_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableRecurrent>(Text, Sequence);

    [TestMethod]
    public void TransformerEncoder_AtEveryCornerAndAtRandom_BuildsANetwork() => Check<SweepableTransformerEncoder>(Text, Sequence);

    [TestMethod]
    public void EveryArchitecture_HasASweepableClassOfItsName()
    {
        // Sequential is a list of layers that somebody wrote, with nothing to sweep.
        string[] expected =
        [
            .. typeof(Architecture).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Architecture)) && type != typeof(Sequential)).Select(type => type.Name).Order(),
        ];
        string[] actual = [.. typeof(SweepableNetwork).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(SweepableNetwork)) && !type.IsAbstract).Select(type => type.Name["Sweepable".Length..]).Order()];

        CollectionAssert.AreEqual(expected, actual);
        CollectionAssert.AreEqual(
            actual, typeof(SweepableNetworkExtensions).GetMethods().Where(method => method.IsStatic && !method.IsGenericMethod).Select(method => method.Name).Order().ToArray());
    }

    [TestMethod]
    public void SpaceOf_BeginsWithTheGivenValuesAndKeepsThoseThatAreNotSwept()
    {
        var defaults = new SweepableRecurrent { LearningRate = 3e-3f, HiddenSize = 50, Pooling = RecurrentPooling.Attention, Bidirectional = false, Layers = 2, Epochs = 7, ValidationFraction = 0.25f };

        SearchSpace<SweepableRecurrent> space = SweepDefaults.SpaceOf(defaults);
        SweepableRecurrent first = space.SampleFromFeatureSpace(space.Default);

        Assert.AreEqual(3e-3f, first.LearningRate, 1e-6f);
        Assert.AreEqual(50, first.HiddenSize, 1);
        Assert.AreEqual(RecurrentPooling.Attention, first.Pooling);
        Assert.IsFalse(first.Bidirectional);
        Assert.AreEqual(2, first.Layers);
        Assert.AreEqual(7, first.Epochs);
        Assert.AreEqual(0.25f, first.ValidationFraction);
        SweepableRecurrent last = space.SampleFromFeatureSpace([.. Enumerable.Repeat(1.0, space.FeatureSpaceDim)]);
        Assert.AreEqual(256, last.HiddenSize);
        Assert.AreEqual(7, last.Epochs);
    }

    [TestMethod]
    public void SpaceOf_WithAValueOutsideTheRange_NamesTheValueAndTheRange()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => SweepDefaults.SpaceOf(new SweepableFeedForward { Width = 4096 }));
        StringAssert.Contains(error.Message, "Width is 4096 in the default option; it is swept from 32 to 512.");
        error = Assert.Throws<ArgumentOutOfRangeException>(() => SweepDefaults.SpaceOf(new SweepableConvolutional { KernelSize = 4 }));
        StringAssert.Contains(error.Message, "KernelSize is 4 in the default option; its choices are 3, 5, 7, 9.");
    }

    private static void Check<T>(params InputDescription[] inputs)
        where T : SweepableNetwork, new()
    {
        SearchSpace<T> space = SweepDefaults.SpaceOf(new T());
        int dimensions = space.FeatureSpaceDim;
        Assert.IsTrue(dimensions is > 3 and < 16, $"{dimensions} dimensions");
        foreach (OptionBase option in space.Values)
        {
            Assert.IsTrue(option is UniformNumericOption or ChoiceOption { Choices.Length: > 1 });
        }

        var built = new HashSet<string>();
        for (int corner = 0; corner < 1 << dimensions; corner++)
        {
            Build([.. Enumerable.Range(0, dimensions).Select(i => (double)((corner >> i) & 1))]);
        }

        var random = new Random(1);
        for (int i = 0; i < Samples; i++)
        {
            Build([.. Enumerable.Range(0, dimensions).Select(_ => random.NextDouble())]);
        }

        Build(space.Default);
        void Build(double[] places)
        {
            T values = space.SampleFromFeatureSpace(places);
            string json = JsonSerializer.Serialize(values, Json);
            T copy = JsonSerializer.Deserialize<T>(json, Json)!;
            Assert.AreEqual(json, JsonSerializer.Serialize(copy, Json));

            // The trainer checks all options where it is made.
            NetworkTrainerOptions options = copy.CreateTrainerOptions();
            s_context.Regression.Trainers.Network(options);
            Assert.AreEqual(copy.Epochs, options.Epochs);
            if (built.Add(options.Architecture.ToString()!))
            {
                foreach (InputDescription input in inputs)
                {
                    options.Architecture.Validate();
                    Layer network = options.Architecture.Build(input, new OutputDescription(3), new Blank());
                    Assert.AreEqual(3, network.Parameters[^1].Shape[0]);
                }
            }
        }
    }

    /// <summary>Parameters of zeros: random ones take most of the time, and nothing is computed with them.</summary>
    private sealed class Blank : ParameterSource
    {
        public override Tensors.Parameter Create(string name, Shape shape, Initialization initialization) => new(name, shape);
    }
}
