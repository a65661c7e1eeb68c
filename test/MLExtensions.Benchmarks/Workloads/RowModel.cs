using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Benchmarks;

/// <summary>A fitted model around the network of <see cref="RowNetwork"/>, and rows for it.</summary>
internal static class RowModel
{
    /// <summary>A row to score.</summary>
    public sealed class Row
    {
        [VectorType(RowNetwork.Inputs)]
        public float[] Features { get; set; } = [];
    }

    /// <summary>A row to train on.</summary>
    public sealed class TrainingRow
    {
        [VectorType(RowNetwork.Inputs)]
        public float[] Features { get; set; } = [];

        [KeyType(RowNetwork.Classes)]
        public uint Label { get; set; }
    }

    /// <summary>What scoring gives.</summary>
    public sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }

    /// <summary>Trained for an epoch on random rows: the time of a prediction does not depend on the weights.</summary>
    public static ITransformer Fit(MLContext context)
    {
        var random = new Random(1);
        IEnumerable<TrainingRow> rows = Enumerable.Range(0, 256)
            .Select(i => new TrainingRow { Features = Values.Normal(random, RowNetwork.Inputs), Label = (uint)(1 + i % RowNetwork.Classes) });
        IDataView data = context.Data.LoadFromEnumerable(rows.ToArray());
        return context.MulticlassClassification.Trainers.Network(new NetworkTrainerOptions
        {
            Architecture = RowNetwork.Architecture,
            Epochs = 1,
            ValidationFraction = 0,
            NumberEncoding = Networks.NumberEncoding.None,
        }).Fit(data);
    }
}
