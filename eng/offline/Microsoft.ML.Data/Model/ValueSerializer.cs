using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Types and single values of columns, as bytes.</summary>
internal static class ValueSerializer
{
    private enum Kind : byte
    {
        Primitive,
        Key,
        Vector,
    }

    public static void WriteType(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write((byte)Kind.Vector);
                writer.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                {
                    writer.Write(dimension);
                }

                WriteType(writer, vector.ItemType);
                break;
            case KeyDataViewType key:
                writer.Write((byte)Kind.Key);
                writer.Write(key.RawType.Name);
                writer.Write(key.Count);
                break;
            default:
                Contracts.Check(
                    ColumnTypeExtensions.TryPrimitiveTypeFromType(type.RawType) is not null, $"A column of type {type} cannot be saved in a model file.");
                writer.Write((byte)Kind.Primitive);
                writer.Write(type.ToString());
                break;
        }
    }

    public static DataViewType ReadType(BinaryReader reader)
    {
        switch ((Kind)reader.ReadByte())
        {
            case Kind.Vector:
                int count = reader.ReadInt32();
                Contracts.CheckDecode(count is > 0 and < 256);
                var dimensions = new int[count];
                for (int i = 0; i < count; i++)
                {
                    dimensions[i] = reader.ReadInt32();
                }

                return new VectorDataViewType(ReadType(reader) as PrimitiveDataViewType, dimensions);
            case Kind.Key:
                Type rawType = Primitive(reader.ReadString()).RawType;
                return new KeyDataViewType(rawType, reader.ReadUInt64());
            default:
                return Primitive(reader.ReadString());
        }
    }

    public static void WriteValue(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        if (annotation.Type is VectorDataViewType vector)
        {
            GenericCall.Invoke<object>(WriteVector<int>, vector.ItemType.RawType, writer, annotations, annotation.Name);
        }
        else
        {
            GenericCall.Invoke<object>(WriteScalar<int>, annotation.Type.RawType, writer, annotations, annotation.Name);
        }
    }

    public static Delegate ReadGetter(BinaryReader reader, DataViewType type)
    {
        return type is VectorDataViewType vector
            ? GenericCall.Invoke<Delegate>(ReadVector<int>, vector.ItemType.RawType, reader)
            : GenericCall.Invoke<Delegate>(ReadScalar<int>, type.RawType, reader);
    }

    public static void WriteValues<T>(BinaryWriter writer, T[] values)
    {
        writer.Write(values.Length);
        foreach (T value in values)
        {
            WriteItem(writer, value);
        }
    }

    public static T[] ReadValues<T>(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        Contracts.CheckDecode(length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position);
        var values = new T[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (T)ReadItem(reader, typeof(T));
        }

        return values;
    }

    private static void WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, string kind)
    {
        T value = default;
        annotations.GetValue(kind, ref value);
        WriteItem(writer, value);
    }

    private static void WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, string kind)
    {
        VBuffer<T> value = default;
        annotations.GetValue(kind, ref value);
        WriteValues(writer, [.. value.DenseValues()]);
    }

    private static Delegate ReadScalar<T>(BinaryReader reader)
    {
        T value = (T)ReadItem(reader, typeof(T));
        return (ValueGetter<T>)((ref T destination) => destination = value);
    }

    private static Delegate ReadVector<T>(BinaryReader reader)
    {
        T[] values = ReadValues<T>(reader);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length));
    }

    private static void WriteItem<T>(BinaryWriter writer, T item)
    {
        switch (item)
        {
            case ReadOnlyMemory<char> text: writer.Write(text.ToString()); break;
            case bool value: writer.Write(value); break;
            case sbyte value: writer.Write(value); break;
            case byte value: writer.Write(value); break;
            case short value: writer.Write(value); break;
            case ushort value: writer.Write(value); break;
            case int value: writer.Write(value); break;
            case uint value: writer.Write(value); break;
            case long value: writer.Write(value); break;
            case ulong value: writer.Write(value); break;
            case float value: writer.Write(value); break;
            case double value: writer.Write(value); break;
            case TimeSpan value: writer.Write(value.Ticks); break;
            case DateTime value: writer.Write(value.ToBinary()); break;
            case DateTimeOffset value:
                writer.Write(value.Ticks);
                writer.Write(value.Offset.Ticks);
                break;
            case DataViewRowId value:
                writer.Write(value.Low);
                writer.Write(value.High);
                break;
            default: throw Contracts.Except($"A value of type {typeof(T)} cannot be saved in a model file.");
        }
    }

    private static object ReadItem(BinaryReader reader, Type type)
    {
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => reader.ReadBoolean(),
            TypeCode.SByte => reader.ReadSByte(),
            TypeCode.Byte => reader.ReadByte(),
            TypeCode.Int16 => reader.ReadInt16(),
            TypeCode.UInt16 => reader.ReadUInt16(),
            TypeCode.Int32 => reader.ReadInt32(),
            TypeCode.UInt32 => reader.ReadUInt32(),
            TypeCode.Int64 => reader.ReadInt64(),
            TypeCode.UInt64 => reader.ReadUInt64(),
            TypeCode.Single => reader.ReadSingle(),
            TypeCode.Double => reader.ReadDouble(),
            TypeCode.DateTime => DateTime.FromBinary(reader.ReadInt64()),
            _ when type == typeof(ReadOnlyMemory<char>) => reader.ReadString().AsMemory(),
            _ when type == typeof(TimeSpan) => new TimeSpan(reader.ReadInt64()),
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
            _ when type == typeof(DataViewRowId) => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
            _ => throw Contracts.ExceptDecode($"A value of type {type} cannot be read from a model file."),
        };
    }

    private static PrimitiveDataViewType Primitive(string name) =>
        ColumnTypeExtensions.FromName(name) ?? throw Contracts.ExceptDecode($"Corrupt model file: there is no type '{name}'.");
}
