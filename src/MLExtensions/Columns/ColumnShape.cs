using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Columns;

/// <summary>What both kinds of schema, the promised and the real, say of a column's type; the checks are written once, over this.</summary>
internal readonly record struct ColumnShape(string Name, VectorKind Kind, DataViewType ItemType, bool IsKey)
{
    /// <summary>Whether one value is a number or a boolean, so that it can be read as a float.</summary>
    public bool IsNumeric => !IsKey && ItemType is NumberDataViewType or BooleanDataViewType;

    /// <summary>Whether one value is a text.</summary>
    public bool IsText => !IsKey && ItemType is TextDataViewType;

    /// <summary>Whether one value is an MLImage: that type is in an assembly of its own, which is not needed here.</summary>
    public bool IsImage => Kind == VectorKind.Scalar && ItemType.RawType.FullName == "Microsoft.ML.Data.MLImage";

    public static ColumnShape Of(SchemaShape.Column column) => new(column.Name, column.Kind, column.ItemType, column.IsKey);

    public static ColumnShape Of(DataViewSchema.Column column)
    {
        var vector = column.Type as VectorDataViewType;
        var kind = vector is null ? VectorKind.Scalar : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
        DataViewType item = vector is null ? column.Type : vector.ItemType;
        return item is KeyDataViewType key
            ? new(column.Name, kind, NumberTypeOf(key.RawType), true)
            : new(column.Name, kind, item, false);
    }

    /// <summary>As ML.NET's own messages spell a type: <c>Vector&lt;Single&gt;</c>, <c>Key&lt;UInt32&gt;</c>.</summary>
    public string TypeText
    {
        get
        {
            string item = IsKey ? $"Key<{ItemType}>" : $"{ItemType}";
            return Kind switch
            {
                VectorKind.Vector => $"Vector<{item}>",
                VectorKind.VariableVector => $"VarVector<{item}>",
                _ => item,
            };
        }
    }

    private static NumberDataViewType NumberTypeOf(Type raw) =>
        raw == typeof(byte) ? NumberDataViewType.Byte
        : raw == typeof(ushort) ? NumberDataViewType.UInt16
        : raw == typeof(ulong) ? NumberDataViewType.UInt64
        : NumberDataViewType.UInt32;
}
