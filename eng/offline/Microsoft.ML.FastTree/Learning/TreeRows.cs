using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The training data: of each row its features that are not zero, by rising index. Rows with anything that is not finite are left out.</summary>
internal sealed class TreeRows
{
    private readonly List<float> _labels = [];
    private readonly List<double> _weights = [];

    private TreeRows(int featureCount)
    {
        FeatureCount = featureCount;
    }

    public int FeatureCount { get; }

    public float[] Labels { get; private set; }

    public double[] Weights { get; private set; }

    /// <summary>Where each row's features start; last, where all end.</summary>
    public List<int> Starts { get; } = [0];

    public List<int> Indices { get; } = [];

    public List<float> Values { get; } = [];

    /// <param name="weightColumnName">May be null.</param>
    public static TreeRows Load(
        IHost host, IChannel channel, IDataView data, string featureColumnName, string labelColumnName, string weightColumnName)
    {
        DataViewSchema.Column feature = data.Schema[featureColumnName];
        DataViewSchema.Column label = data.Schema[labelColumnName];
        DataViewSchema.Column? weight = weightColumnName is null ? null : data.Schema[weightColumnName];
        host.Check(feature.Type.GetVectorSize() > 0, "Training set has no features, aborting training.");
        var rows = new TreeRows(feature.Type.GetVectorSize());
        rows.Read(host, channel, data, feature, label, weight);
        host.Check(rows._labels.Count > 0, "Training set has 0 instances, aborting training.");
        rows.Labels = [.. rows._labels];
        rows.Weights = [.. rows._weights];
        return rows;
    }

    private void Read(
        IHost host, IChannel channel, IDataView data, DataViewSchema.Column featureColumn, DataViewSchema.Column labelColumn, DataViewSchema.Column? weightColumn)
    {
        DataViewSchema.Column[] columns = weightColumn is { } extra ? [featureColumn, labelColumn, extra] : [featureColumn, labelColumn];
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(featureColumn);
        ValueGetter<float> getLabel = EvaluatorColumns.GetLabelGetter(cursor, labelColumn);
        ValueGetter<float> getWeight = weightColumn is { } column ? cursor.GetGetter<float>(column) : null;
        VBuffer<float> features = default;
        float label = 0;
        float weight = 1;
        long skipped = 0;
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            getFeatures(ref features);
            getLabel(ref label);
            getWeight?.Invoke(ref weight);
            host.Check(
                features.Length == FeatureCount, $"Column '{featureColumn.Name}': expected {FeatureCount} features, but got {features.Length}.");
            if (!float.IsFinite(label) || !float.IsFinite(weight) || !AreFinite(features.GetValues()))
            {
                skipped++;
                continue;
            }

            _labels.Add(label);
            _weights.Add(weight);
            Add(in features);
        }

        if (skipped > 0)
        {
            channel.Warning($"Skipped {skipped} instances with missing features, label or weight during training");
        }
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private void Add(in VBuffer<float> features)
    {
        ReadOnlySpan<float> values = features.GetValues();
        ReadOnlySpan<int> indices = features.GetIndices();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
            {
                Indices.Add(features.IsDense ? i : indices[i]);
                Values.Add(values[i]);
            }
        }

        Starts.Add(Indices.Count);
    }
}
