using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

internal static class TrainingRows
{
    /// <summary>Reads all rows. Those with a missing label or weight, or with features that are not finite, are left out.</summary>
    public static List<TrainingRow> Load(
        IHost host, IChannel channel, IDataView data, string featureColumnName, string labelColumnName, string weightColumnName)
    {
        DataViewSchema.Column feature = data.Schema[featureColumnName];
        DataViewSchema.Column label = data.Schema[labelColumnName];
        DataViewSchema.Column? weight = weightColumnName is null ? null : data.Schema[weightColumnName];
        DataViewSchema.Column[] columns = weight is { } extra ? [feature, label, extra] : [feature, label];
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(feature);
        ValueGetter<float> getLabel = EvaluatorColumns.GetLabelGetter(cursor, label);
        ValueGetter<float> getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;

        int featureCount = feature.Type.GetVectorSize();
        var rows = new List<TrainingRow>();
        long skipped = 0;
        float labelValue = 0;
        float weightValue = 1;
        VBuffer<float> features = default;
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            getFeatures(ref features);
            getLabel(ref labelValue);
            getWeight?.Invoke(ref weightValue);
            if (features.Length != featureCount)
            {
                throw host.Except($"Column '{featureColumnName}': expected {featureCount} features, but got {features.Length}.");
            }

            if (!float.IsFinite(labelValue) || !float.IsFinite(weightValue) || !AreFinite(features.GetValues()))
            {
                skipped++;
                continue;
            }

            VBuffer<float> copy = default;
            features.CopyTo(ref copy);
            rows.Add(new TrainingRow(copy, labelValue, weightValue));
        }

        if (skipped > 0)
        {
            channel.Warning($"Skipped {skipped} instances with missing features/label during training");
        }

        host.Check(rows.Count > 0, "Training set has 0 instances, aborting training.");
        return rows;
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
}
