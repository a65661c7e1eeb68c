using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>One pass over the labels of training data, for objectives that learn something from them before the first step.</summary>
internal static class LabelPass
{
    private const int RowsAtOnce = 1024;

    /// <summary>Takes a row that has weight.</summary>
    /// <param name="label">The row's label values; a class index as a number.</param>
    /// <param name="weight">The row's weight, above 0.</param>
    public delegate void RowVisitor(ReadOnlySpan<float> label, double weight);

    /// <summary>Visits every row that has weight.</summary>
    /// <param name="data">The data.</param>
    /// <param name="objective">Says what labels are and checks them.</param>
    /// <param name="visit">Takes each row.</param>
    /// <exception cref="ArgumentException">A label is none that the objective can learn, or no row has weight.</exception>
    public static void Run(TrainingData data, Objective objective, RowVisitor visit)
    {
        int size = objective.LabelSize;
        float[] labels = [];
        int[] classes = [];
        float[] weights = [];
        bool any = false;
        using var scope = new TensorScope(CpuDevice.Default);
        using BatchReader reader = data.Open(shuffle: null);
        while (reader.Read(scope, RowsAtOnce) is { } batch)
        {
            int count = batch.Count;
            if (weights.Length < count)
            {
                (labels, classes, weights) = (new float[count * size], new int[count * size], new float[count]);
            }

            Span<float> values = labels.AsSpan(0, count * size);
            CopyLabels(batch.Labels, values, classes);
            weights.AsSpan().Fill(1);
            batch.Weights?.CopyTo(weights.AsSpan(0, count));
            objective.CheckLabels(values);
            for (int i = 0; i < count; i++)
            {
                if (weights[i] > 0)
                {
                    any = true;
                    visit(values.Slice(i * size, size), weights[i]);
                }
            }

            scope.Reset();
        }

        if (!any)
        {
            throw new ArgumentException("Every row's weight is 0, so there is nothing to learn from; give at least one row a weight above 0.", nameof(data));
        }
    }

    private static void CopyLabels(Tensor source, Span<float> labels, int[] classes)
    {
        if (source.ElementType != ElementType.Int32)
        {
            source.CopyTo(labels);
            return;
        }

        source.CopyTo(classes.AsSpan(0, labels.Length));
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = classes[i];
        }
    }
}
