using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Evaluation;

/// <summary>Scored rows as a test writes them down, in place of a model's.</summary>
internal static class EvaluationData
{
    /// <summary>A row of vectors of one size: the label's values of any type.</summary>
    public sealed class VectorRow<T>
    {
        public VBuffer<T> Label { get; set; }

        public VBuffer<float> Score { get; set; }

        public VBuffer<float> Probability { get; set; }

        public VBuffer<bool> PredictedLabel { get; set; }
    }

    /// <summary>A row of a binary model.</summary>
    public sealed class ScalarRow<T>
    {
        public T Label { get; set; } = default!;

        public float Probability { get; set; }
    }

    /// <summary>A row of a multiclass model of three classes.</summary>
    public sealed class ClassRow
    {
        /// <summary>The class from 0, which the key shifts to 1; a number over 2 is missing.</summary>
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    /// <summary>A row whose decisions are the signs of its scores, and whose probabilities their logistic.</summary>
    public static VectorRow<T> Row<T>(T[] labels, float[] scores) => new()
    {
        Label = new(labels.Length, labels),
        Score = new(scores.Length, scores),
        Probability = new(scores.Length, [.. scores.Select(score => 1 / (1 + MathF.Exp(-score)))]),
        PredictedLabel = new(scores.Length, [.. scores.Select(score => score > 0)]),
    };

    public static IDataView View<T>(MLContext context, IEnumerable<VectorRow<T>> rows, int size, string[]? names = null)
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow<T>));
        foreach (var column in definition)
        {
            column.ColumnType = new VectorDataViewType(((VectorDataViewType)column.ColumnType).ItemType, size);
        }

        if (names is not null)
        {
            var type = new VectorDataViewType(TextDataViewType.Instance, size);
            definition["Label"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(size, [.. names.Select(name => name.AsMemory())]), type);
        }

        return context.Data.LoadFromEnumerable(rows, definition);
    }
}
