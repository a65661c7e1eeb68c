using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Column types as ML.NET's files describe them: the name of a codec, the length of its parameters and the parameters. A vector's are its
/// item type, then the number of its dimensions and these; a key's are the type of its numbers and its count; others have none.
/// </summary>
internal static class TypeCodec
{
    private const string Text = "TextSpan";
    private const string Key = "Key2";
    private const string Vector = "VBuffer";

    /// <summary>A key of numbers in a vector.</summary>
    private const int MaximumDepth = 2;

    public static bool CanWrite(DataViewType type) =>
        type.GetItemType() is KeyDataViewType || ColumnTypeExtensions.TryPrimitiveTypeFromType(type.GetItemType().RawType) is not null;

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        Contracts.Check(CanWrite(type), $"A column of type {type} cannot be saved in a model file.");
        using var parameters = new MemoryStream();
        using var parameterWriter = new BinaryWriter(parameters, Encoding.UTF8);
        string name = type is TextDataViewType ? Text : type.RawType.Name;
        if (type is VectorDataViewType vector)
        {
            name = Vector;
            Write(parameterWriter, vector.ItemType);
            parameterWriter.Write(vector.Dimensions.Length);
            foreach (int dimension in vector.Dimensions)
            {
                parameterWriter.Write(dimension);
            }
        }
        else if (type is KeyDataViewType key)
        {
            name = Key;
            Write(parameterWriter, ColumnTypeExtensions.PrimitiveTypeFromType(key.RawType));
            parameterWriter.Write(key.Count);
        }

        writer.Write(name);
        writer.Write7BitEncodedInt64(parameters.Length);
        writer.Write(parameters.ToArray());
    }

    /// <exception cref="FormatException">The description is damaged, or of a type that is not known here.</exception>
    public static DataViewType Read(BinaryReader reader) => Read(reader, depth: 0);

    /// <exception cref="FormatException">The description is damaged, or not of a scalar.</exception>
    public static PrimitiveDataViewType ReadPrimitive(BinaryReader reader)
    {
        var type = Read(reader) as PrimitiveDataViewType;
        Contracts.CheckDecode(type is not null, "Corrupt model file: a vector type stands where a scalar is due.");
        return type;
    }

    /// <summary>A vector type whose dimensions are next.</summary>
    public static DataViewType ReadVector(BinaryReader reader, PrimitiveDataViewType itemType)
    {
        int[] dimensions = ValueCodec.ReadItems<int>(reader, reader.ReadInt32());
        return Checked(() => new VectorDataViewType(itemType, dimensions.Length == 0 ? [0] : dimensions));
    }

    private static DataViewType Read(BinaryReader reader, int depth)
    {
        Contracts.CheckDecode(depth <= MaximumDepth, "Corrupt model file: column types within column types.");
        string name = reader.ReadString();
        long end = reader.Read7BitEncodedInt64() + reader.BaseStream.Position;
        DataViewType type = name switch
        {
            Vector => ReadVector(reader, Read(reader, depth + 1) as PrimitiveDataViewType),
            Key => Checked(() => new KeyDataViewType(Read(reader, depth + 1).RawType, reader.ReadUInt64())),
            Text => TextDataViewType.Instance,
            _ => ColumnTypeExtensions.FromName(name),
        };
        Contracts.CheckDecode(type is not null, $"The model file has a column type '{name}', which is not known here.");
        Contracts.CheckDecode(reader.BaseStream.Position == end, $"Corrupt model file: the parameters of column type '{name}' have another length.");
        return type;
    }

    private static DataViewType Checked(Func<DataViewType> makeType)
    {
        try
        {
            return makeType();
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw Contracts.ExceptDecode(null, exception, "Corrupt model file: a column type is not possible.");
        }
    }
}
