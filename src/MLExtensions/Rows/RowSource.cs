using MLExtensions.Columns;
using MLExtensions.Tasks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Rows;

/// <summary>A data view and what is read of it: features, label, weight, group and whether a row is held out.</summary>
internal sealed class RowSource
{
    public RowSource(IDataView data, NetworkTask task, NetworkTrainerOptions options, FeatureColumns features, string role, bool split)
    {
        Data = data;
        Task = task;
        Features = features;
        Role = role;
        RefusesMissing = options.MissingValues == MissingValues.Error;
        var schema = data.Schema;
        Label = SchemaColumns.Find(schema, options.LabelColumnName, "label");
        Weight = Optional(options.ExampleWeightColumnName, "weight");
        Group = task.HasGroups ? SchemaColumns.Find(schema, options.GroupColumnName, "row group") : null;
        Held = split ? Optional(options.ValidationColumnName, "validation") : null;
        Layout = new RowLayout(features.Size, task.LabelSize(Label), Weight is not null, Group is not null, IsImage: features.Columns[0].Row is ImageFormat);

        DataViewSchema.Column? Optional(string? name, string noun) => name is null ? null : SchemaColumns.Find(schema, name, noun);
    }

    private RowSource(RowSource other, FeatureColumns features)
    {
        (Data, Task, Role, RefusesMissing) = (other.Data, other.Task, other.Role, other.RefusesMissing);
        (Label, Weight, Group, Held, Layout) = (other.Label, other.Weight, other.Group, other.Held, other.Layout);
        Features = features;
    }

    public IDataView Data { get; }

    public NetworkTask Task { get; }

    public FeatureColumns Features { get; }

    /// <summary>What the data is for, in messages.</summary>
    public string Role { get; }

    /// <summary>Whether a missing value is an error.</summary>
    public bool RefusesMissing { get; }

    public DataViewSchema.Column Label { get; }

    public DataViewSchema.Column? Weight { get; }

    public DataViewSchema.Column? Group { get; }

    public DataViewSchema.Column? Held { get; }

    public RowLayout Layout { get; }

    /// <summary>The same rows read with other features: those that have learnt their vocabulary.</summary>
    public RowSource With(FeatureColumns features) => new(this, features);

    /// <summary>Starts to read all rows.</summary>
    /// <param name="poll">Called every so many rows; it may throw.</param>
    public RowCursor Open(Action poll)
    {
        List<DataViewSchema.Column> needed = [.. Features.FindIn(Data.Schema), Label];
        needed.AddRange(new[] { Weight, Group, Held }.OfType<DataViewSchema.Column>());
        return new RowCursor(this, Data.GetRowCursor(needed.DistinctBy(column => column.Index)), poll);
    }
}
