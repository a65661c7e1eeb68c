using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The training data: of each row its features that are not zero, by rising index. Missing features stay; rows with a missing label or weight do not.</summary>
internal sealed class TreeRows
{
    private readonly List<float> _labels = [];
    private readonly List<double> _weights = [];
    private readonly List<uint> _groups = [];

    private TreeRows(int featureCount)
    {
        FeatureCount = featureCount;
    }

    public int FeatureCount { get; }

    public float[] Labels { get; private set; }

    public double[] Weights { get; private set; }

    /// <summary>Zeros where there is no column of groups.</summary>
    public uint[] Groups { get; private set; }

    /// <summary>Where each row's features start; last, where all end.</summary>
    public List<int> Starts { get; } = [0];

    public List<int> Indices { get; } = [];

    public List<float> Values { get; } = [];

    public static TreeRows Load(
        IHost host,
        IChannel channel,
        IDataView data,
        SchemaShape.Column feature,
        SchemaShape.Column label,
        SchemaShape.Column weight,
        SchemaShape.Column group)
    {
        int featureCount = data.Schema[feature.Name].Type.GetVectorSize();
        host.Check(featureCount > 0, "Training set has no features, aborting training.");
        var rows = new TreeRows(featureCount);
        rows.Read(host, channel, data, [.. new[] { feature, label, weight, group }.Select(column => column.IsValid ? data.Schema[column.Name] : null as DataViewSchema.Column?)]);
        host.Check(rows._labels.Count > 0, "Training set has 0 instances, aborting training.");
        rows.Labels = [.. rows._labels];
        rows.Weights = [.. rows._weights];
        rows.Groups = [.. rows._groups];
        return rows;
    }

    private void Read(IHost host, IChannel channel, IDataView data, DataViewSchema.Column?[] columns)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns.Where(column => column is not null).Select(column => column.Value));
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(columns[0].Value);
        ValueGetter<float> getLabel = EvaluatorColumns.GetLabelGetter(cursor, columns[1].Value);
        ValueGetter<float> getWeight = columns[2] is { } weightColumn ? cursor.GetGetter<float>(weightColumn) : null;
        ValueGetter<uint> getGroup = columns[3] is { } groupColumn ? cursor.GetGetter<uint>(groupColumn) : null;
        VBuffer<float> features = default;
        float label = 0;
        float weight = 1;
        uint group = 0;
        long skipped = 0;
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            getFeatures(ref features);
            getLabel(ref label);
            getWeight?.Invoke(ref weight);
            getGroup?.Invoke(ref group);
            host.Check(
                features.Length == FeatureCount, $"Column '{columns[0].Value.Name}': expected {FeatureCount} features, but got {features.Length}.");
            if (!float.IsFinite(label) || !float.IsFinite(weight))
            {
                skipped++;
                continue;
            }

            _labels.Add(label);
            _weights.Add(weight);
            _groups.Add(group);
            Add(in features);
        }

        if (skipped > 0)
        {
            channel.Warning($"Skipped {skipped} instances with missing label or weight during training");
        }
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
