using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class DataViewConstructionUtils
{
    public static IDataView CreateFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition definition)
        where TRow : class =>
        new EnumerableDataView<TRow>(data, InternalSchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read, definition));

    public static InputRow<TRow> CreateInputRow<TRow>(SchemaDefinition definition)
        where TRow : class =>
        new(InternalSchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read, definition));

    /// <summary>The class's definition with the types and annotations of a schema, each column of which it must have.</summary>
    public static SchemaDefinition GetSchemaDefinition<TRow>(IHostEnvironment env, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            SchemaDefinition.Column found = definition[column.Name];
            env.Check(found is not null, $"Type should contain a member named {column.Name}");
            found.ColumnType = column.Type;
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
            {
                found.SetAnnotation(annotation.Name, annotation.Type, column.Annotations.GetGetterInternal(annotation.Index));
            }
        }

        return definition;
    }
}
