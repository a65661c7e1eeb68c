using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Columns that must be images.</summary>
internal static class ImageColumns
{
    public static SchemaShape.Column Find(IHost host, SchemaShape inputSchema, string name)
    {
        if (!inputSchema.TryFindColumn(name, out SchemaShape.Column column))
        {
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        }

        if (column.ItemType is not ImageDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
        {
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, new ImageDataViewType().ToString(), column.GetTypeString());
        }

        return column;
    }

    public static ImageDataViewType Check(IHost host, DataViewSchema inputSchema, int index)
    {
        DataViewSchema.Column column = inputSchema[index];
        return column.Type as ImageDataViewType
            ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, "image", column.Type.ToString());
    }
}
