using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Rows of six slots in five columns, of each kind some.</summary>
internal static class TestColumns
{
    public static InputDescription Input() => InputDescription.Of(
        new NumberColumn { Name = "size", Means = [1], Scales = [1], BinCounts = [2], Edges = [0, 1, 2] },
        new CategoryColumn { Name = "colour", Count = 4, Dimension = 2 },
        new NumberColumn { Name = "height and width", Means = [5, 6], Scales = [2, 4], IndicatorSlots = [1] },
        NumberColumn.AsTheyAre("weight", 1),
        new CategoryColumn { Name = "city", Count = 3, Dimension = 3, Untrained = [0] });

    public static Network Network(int seed = 3) =>
        Networks.Network.Create(new FeedForward { HiddenLayers = [5] }, new MulticlassObjective(3), Input(), seed);

    /// <summary>A network that has seen all categories but the city 0.</summary>
    public static Network Trained(out InMemoryData data, CheckpointOptions? checkpoint = null)
    {
        const int Count = 40;
        data = new InMemoryData([6], Rows(Count, missing: false), Enumerable.Range(0, Count).Select(row => row % 3).ToArray());
        Network network = Network();
        network.Train(data, data, new TrainingOptions { Epochs = 2, BatchSize = 8, LearningRate = 0.01f, MaxDegreeOfParallelism = 1, Checkpoint = checkpoint });
        return network;
    }

    public static float[] Rows(int count, bool missing)
    {
        var random = new Philox(9);
        float[] rows = new float[6 * count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (i % 6) switch
            {
                1 => random.NextInt32(4),
                5 => 1 + random.NextInt32(2),
                _ => missing && random.NextInt32(5) == 0 ? float.NaN : 4 * random.NextSingle(),
            };
        }

        return rows;
    }
}
