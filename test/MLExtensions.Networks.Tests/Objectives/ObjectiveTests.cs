using System.Text.Json.Nodes;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>What holds for every objective.</summary>
[TestClass]
public sealed class ObjectiveTests
{
    private const float Step = 1e-2f;

    public static IEnumerable<object[]> Names => ObjectiveSamples.All.Select(sample => new object[] { sample.Name });

    [TestMethod]
    public void EveryObjectiveAndLoss_HasASample()
    {
        HashSet<Type> sampled = [.. ObjectiveSamples.All.Select(sample => sample.Objective.GetType())];
        sampled.UnionWith(ObjectiveSamples.All.Select(sample => sample.Objective).OfType<RegressionObjective>().Select(objective => objective.LossFunction.GetType()));
        string[] missing =
        [
            .. typeof(Objective).Assembly.GetTypes()
                .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Objective)) || type.IsSubclassOf(typeof(RegressionLoss))) && !sampled.Contains(type))
                .Select(type => type.Name),
            .. Enum.GetValues<RankingLoss>().Except(ObjectiveSamples.All.Select(sample => sample.Objective).OfType<RankingObjective>().Select(ranking => ranking.LossFunction))
                .Select(loss => loss.ToString()),
        ];
        Assert.IsEmpty(missing, $"Without a sample: {string.Join(", ", missing)}. Add one to ObjectiveSamples.");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Loss_IsPyTorchs(string name)
    {
        ObjectiveSample sample = Sample(name);
        Assert.AreEqual(sample.Loss, LossOf(sample, sample.Outputs), 2e-6 * Math.Max(1, Math.Abs(sample.Loss)));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Metric_IsThatOfTheDefinition(string name)
    {
        ObjectiveSample sample = Sample(name);
        using var scope = new TensorScope(CpuDevice.Default);
        Batch batch = BatchOf(sample, scope);
        float[] scores = sample.Objective.Scores(new ForwardContext(scope), Output(sample, sample.Outputs, scope)).ToArray();
        (double sum, double weight) = sample.Objective.BatchMetric(scores, sample.Labels, sample.Weights, batch);
        Assert.AreEqual(sample.Metric, sample.Objective.Metric(sum / weight), 1e-6 * Math.Max(1, sample.Metric));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gradient_IsThatOfCentralDifferences(string name)
    {
        ObjectiveSample sample = Sample(name);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor output = scope.Detach(Output(sample, sample.Outputs, scope), requiresGradient: true);
        Tensor loss = sample.Objective.Loss(new ForwardContext(scope, tape), output, BatchOf(sample, scope));
        Assert.AreEqual([1], loss.Shape);
        Assert.AreEqual(sample.Loss, loss.ToScalar(), 2e-6 * Math.Max(1, Math.Abs(sample.Loss)));
        tape.Backward(loss, scope);
        float[] gradient = tape.Gradient(output)!.Value.ToArray();
        for (int i = 0; i < gradient.Length; i++)
        {
            float[] above = [.. sample.Outputs], below = [.. sample.Outputs];
            above[i] += Step;
            below[i] -= Step;
            double difference = (LossOf(sample, above) - LossOf(sample, below)) / ((double)above[i] - below[i]);
            Assert.AreEqual(difference, gradient[i], 2e-4 * Math.Max(1, Math.Abs(difference)), $"output {i}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gradient_OfTwoLossesOfOneBatch_AddsUp(string name)
    {
        // As AccumulationSteps has it: upstream is what the batch counts.
        ObjectiveSample sample = Sample(name);
        using var scope = new TensorScope(CpuDevice.Default);
        float[] gradient(float upstream)
        {
            var tape = new GradientTape();
            Tensor output = scope.Detach(Output(sample, sample.Outputs, scope), requiresGradient: true);
            tape.Backward(sample.Objective.Loss(new ForwardContext(scope, tape), output, BatchOf(sample, scope)), scope, scope.From([upstream], [1]));
            return tape.Gradient(output)!.Value.ToArray();
        }

        float[] one = gradient(1), three = gradient(3);
        for (int i = 0; i < one.Length; i++)
        {
            Assert.AreEqual(3 * one[i], three[i], 1e-5f * Math.Max(1, Math.Abs(three[i])));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SaveAndLoad_KeepsTheObjective(string name)
    {
        Objective objective = Sample(name).Objective;
        Objective loaded = Network.Load(new MemoryStream(Saved(objective))).Objective;
        Assert.AreEqual(objective, loaded);
        Assert.AreEqual(objective.GetHashCode(), loaded.GetHashCode());
        Assert.AreEqual(Sample(name).Loss, LossOf(Sample(name) with { Objective = loaded }, Sample(name).Outputs), 2e-6 * Math.Max(1, Math.Abs(Sample(name).Loss)));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void RowsOfWeightZero_CountForNothing(string name)
    {
        ObjectiveSample sample = Sample(name);
        int rows = sample.Weights.Length, width = sample.Objective.OutputSize, labelSize = sample.Objective.LabelSize;
        ObjectiveSample more = sample with
        {
            Outputs = [.. sample.Outputs, .. Enumerable.Repeat(0.7f, width)],
            Labels = [.. sample.Labels, .. Enumerable.Repeat(1f, labelSize)],
            Weights = [.. sample.Weights, 0],
            Groups = sample.Groups.Length == 0 ? [] : [.. sample.Groups, sample.Groups[^1]],
        };
        Assert.AreEqual(LossOf(sample, sample.Outputs), LossOf(more, more.Outputs), 1e-6);
        using var scope = new TensorScope(CpuDevice.Default);
        Assert.AreEqual(sample.Objective.LossWeight(BatchOf(sample, scope)), more.Objective.LossWeight(BatchOf(more, scope)), 1e-9);
        float[] scores = more.Objective.Scores(new ForwardContext(scope), Output(more, more.Outputs, scope)).ToArray();
        (double sum, double weight) = more.Objective.BatchMetric(scores, more.Labels, more.Weights, BatchOf(more, scope));
        Assert.AreEqual(sample.Metric, more.Objective.Metric(sum / weight), 1e-6 * Math.Max(1, sample.Metric));
        Assert.AreEqual(rows + 1, more.Weights.Length);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Train_WithValidation_LowersTheLoss_AndMeasuresTheMetric(string name)
    {
        // Labels of the sample, each of a feature of its own: they can be learnt by heart.
        ObjectiveSample sample = Sample(name);
        int rows = sample.Weights.Length;
        float[] features = new float[rows * rows];
        for (int i = 0; i < rows; i++)
        {
            features[(i * rows) + i] = 1;
        }

        InMemoryData data = sample.Objective.LabelType == ElementType.Int32
            ? new InMemoryData([rows], features, Array.ConvertAll(sample.Labels, label => (int)label), sample.Weights)
            : new InMemoryData([rows], features, sample.Labels, sample.Weights, sample.Groups, sample.Objective.LabelSize);
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, sample.Objective, new InputDescription([rows]), seed: 1);
        network.Train(data, data, new TrainingOptions { Epochs = 200, BatchSize = 2, LearningRate = 0.05f });
        IReadOnlyList<EpochResult> epochs = network.History!.Epochs;
        Assert.IsLessThan(epochs[0].ValidationLoss!.Value, network.History.Best.ValidationLoss!.Value);
        Assert.AreEqual(sample.Objective.MetricName, network.History.MetricName);
        Assert.IsTrue(double.IsFinite(network.History.Best.ValidationMetric!.Value));
        float[] scores = new float[rows * network.ScoreCount];
        network.Predict(features, rows, scores);
        using var scope = new TensorScope(CpuDevice.Default);
        (double sum, double weight) = network.Objective.BatchMetric(scores, sample.Labels, sample.Weights, BatchOf(sample, scope));
        Assert.AreEqual(network.History.Best.ValidationMetric.Value, network.Objective.Metric(sum / weight), 1e-5);
    }

    [TestMethod]
    [DataRow("""{"type":"Ranking","lossFunction":"Best"}""", "could not be read", DisplayName = "unknown ranking loss")]
    [DataRow("""{"type":"Ranking","lossFunction":1}""", "could not be read", DisplayName = "ranking loss as a number")]
    [DataRow("""{"type":"Regression","lossFunction":{"type":"Cubic"}}""", "could not be read", DisplayName = "unknown loss")]
    [DataRow("""{"type":"Regression","lossFunction":{}}""", "could not be read", DisplayName = "loss without a type")]
    [DataRow("""{"type":"Regression","lossFunction":null}""", "could not be read", DisplayName = "no loss")]
    [DataRow("""{"type":"Regression","lossFunction":{"type":"Squared","delta":1}}""", "could not be read", DisplayName = "unknown member of a loss")]
    [DataRow("""{"type":"Regression","lossFunction":{"type":"Huber","delta":-1}}""", "Delta is -1", DisplayName = "delta out of range")]
    [DataRow("""{"type":"Regression","lossFunction":{"type":"Quantile","quantile":1}}""", "Quantile is 1", DisplayName = "quantile out of range")]
    [DataRow("""{"type":"Regression","outputCount":0}""", "OutputCount is 0", DisplayName = "no outputs")]
    [DataRow("""{"type":"Regression","labelMeans":null}""", "could not be read", DisplayName = "no means")]
    [DataRow("""{"type":"Regression","labelMeans":[1]}""", "LabelMeans has 1 numbers and LabelScales 0", DisplayName = "means without scales")]
    [DataRow("""{"type":"Regression","labelMeans":[1,2],"labelScales":[1,2]}""", "LabelMeans has 2 numbers", DisplayName = "more means than outputs")]
    [DataRow("""{"type":"Regression","labelMeans":[1],"labelScales":[0]}""", "LabelScales has 0", DisplayName = "scale of 0")]
    [DataRow("""{"type":"Binary","labelCount":0}""", "LabelCount is 0", DisplayName = "no labels")]
    [DataRow("""{"type":"Binary","positiveWeights":[1,2]}""", "PositiveWeights has 2 weights", DisplayName = "more weights than labels")]
    [DataRow("""{"type":"Binary","positiveWeights":[-1]}""", "PositiveWeights is [-1]", DisplayName = "negative weight")]
    public void Read_OfADamagedObjective_SaysWhat(string json, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Objectives.Read(JsonNode.Parse(json))).Message, expected);

    private static ObjectiveSample Sample(string name) => ObjectiveSamples.All.Single(sample => sample.Name == name);

    private static double LossOf(ObjectiveSample sample, float[] outputs)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        return sample.Objective.Loss(new ForwardContext(scope), Output(sample, outputs, scope), BatchOf(sample, scope)).ToScalar();
    }

    private static Tensor Output(ObjectiveSample sample, float[] outputs, TensorScope scope) => scope.From(outputs, [sample.Weights.Length, sample.Objective.OutputSize]);

    private static Batch BatchOf(ObjectiveSample sample, TensorScope scope)
    {
        int rows = sample.Weights.Length, labelSize = sample.Objective.LabelSize;
        Tensor labels = sample.Objective.LabelType == ElementType.Int32
            ? scope.From(Array.ConvertAll(sample.Labels, label => (int)label), [rows])
            : scope.From(sample.Labels, labelSize == 1 ? [rows] : [rows, labelSize]);
        return new Batch(scope, scope.Zeros([rows, 1]), labels, scope.From(sample.Weights, [rows]), sample.Weights.Sum(), sample.Groups);
    }

    private static byte[] Saved(Objective objective)
    {
        using var stream = new MemoryStream();
        Network.Create(new FeedForward { HiddenLayers = [] }, objective, new InputDescription([2]), seed: 1).Save(stream);
        return stream.ToArray();
    }
}
