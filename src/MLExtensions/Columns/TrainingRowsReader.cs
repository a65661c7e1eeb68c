using System.Numerics.Tensors;
using MLExtensions.Tasks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Columns;

/// <summary>Reads the rows of a data view that a network is trained or validated on.</summary>
/// <param name="task">Reads the label.</param>
/// <param name="options">The columns.</param>
/// <param name="features">The feature columns.</param>
/// <param name="role">What the data is for, in messages.</param>
/// <param name="throwIfCancelled">Called every so many rows.</param>
internal sealed class TrainingRowsReader(NetworkTask task, NetworkTrainerOptions options, FeatureColumns features, string role, Action throwIfCancelled)
{
    private const int RowsBetweenChecks = 64;

    /// <summary>Rows whose label was missing and that were left out.</summary>
    public long Skipped { get; private set; }

    /// <summary>Reads all rows; those for validation go to the second list where a validation column is named.</summary>
    public (LabelledRows Training, LabelledRows? Validation) Read(IDataView data, bool split)
    {
        var label = SchemaColumns.Find(data.Schema, options.LabelColumnName, "label");
        DataViewSchema.Column? weight = options.ExampleWeightColumnName is { } weightName
            ? SchemaColumns.Find(data.Schema, weightName, "weight")
            : null;
        DataViewSchema.Column? held = split && options.ValidationColumnName is { } heldName
            ? SchemaColumns.Find(data.Schema, heldName, "validation")
            : null;

        List<DataViewSchema.Column> needed = [.. features.FindIn(data.Schema), label];
        needed.AddRange(new[] { weight, held }.Where(column => column is not null).Select(column => column!.Value));
        int expected = (int)Math.Clamp(data.GetRowCount() ?? 0, 0, Math.Min(1 << 24, Array.MaxLength / features.Size));
        var training = new LabelledRows(features.Size, weight is not null, expected);
        var validation = held is null ? null : new LabelledRows(features.Size, weight is not null, 0);

        using var cursor = data.GetRowCursor(needed);
        var reader = new FeatureReader(features, cursor);
        var labelGetter = task.LabelGetter(cursor, label);
        var weightGetter = weight is null ? null : NumberGetter.Create(cursor, weight.Value);
        var heldGetter = held is null ? null : cursor.GetGetter<bool>(held.Value);
        float[] row = new float[features.Size];
        float labelValue = 0;
        float weightValue = 1;
        bool isHeld = false;
        while (cursor.MoveNext())
        {
            if (cursor.Position % RowsBetweenChecks == 0)
            {
                throwIfCancelled();
            }

            labelGetter(ref labelValue);
            if (float.IsNaN(labelValue))
            {
                Skipped++;
                continue;
            }

            if (!float.IsFinite(labelValue))
            {
                throw NotFinite(labelValue, $"column '{label.Name}'", cursor.Position);
            }

            reader.Read(row);
            if (!TensorPrimitives.IsFiniteAll<float>(row))
            {
                int bad = Array.FindIndex(row, value => !float.IsFinite(value));
                throw NotFinite(row[bad], reader.Describe(bad), cursor.Position);
            }

            weightGetter?.Invoke(ref weightValue);
            if (!(weightValue >= 0 && float.IsFinite(weightValue)))
            {
                throw new InvalidOperationException(
                    $"The weight column '{weight!.Value.Name}' has {weightValue} in row {cursor.Position} of the {role} data; expected a number of at least 0.");
            }

            heldGetter?.Invoke(ref isHeld);
            (isHeld ? validation! : training).Add(row, labelValue, weightValue);
        }

        return (training, validation);
    }

    private InvalidOperationException NotFinite(float value, string place, long row) =>
        new($"The {role} data has {value} in {place}, row {row}; expected a finite number. Put ReplaceMissingValues in the pipeline, or filter such rows.");
}
