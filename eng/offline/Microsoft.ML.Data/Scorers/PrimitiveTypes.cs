using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Primitive types and their values in model files, and generic calls by such a type.</summary>
internal static class PrimitiveTypes
{
    private const byte NoType = 0;
    private const byte KeyType = 255;

    /// <summary>A type's place here, plus one, is its code in model files.</summary>
    private static readonly Type[] RawTypes =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double),
        typeof(ReadOnlyMemory<char>), typeof(bool), typeof(TimeSpan), typeof(DateTime), typeof(DateTimeOffset),
    ];

    /// <summary>Calls a private static generic method of <paramref name="owner"/> with the raw type of <paramref name="type"/>.</summary>
    public static TResult Call<TResult>(DataViewType type, string method, Type owner, params object[] arguments)
    {
        MethodInfo definition = owner.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public);
        return (TResult)definition.MakeGenericMethod(type.RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    public static void Write(BinaryWriter writer, PrimitiveDataViewType type)
    {
        if (type is null)
        {
            writer.Write(NoType);
            return;
        }

        if (type is KeyDataViewType key)
        {
            writer.Write(KeyType);
            writer.Write(CodeOf(key.RawType));
            writer.Write(key.Count);
            return;
        }

        writer.Write(CodeOf(type.RawType));
    }

    public static PrimitiveDataViewType ReadOrNull(BinaryReader reader)
    {
        byte code = reader.ReadByte();
        if (code == NoType)
        {
            return null;
        }

        if (code != KeyType)
        {
            return ColumnTypeExtensions.PrimitiveTypeFromType(TypeOf(code));
        }

        Type rawType = TypeOf(reader.ReadByte());
        ulong count = reader.ReadUInt64();
        Contracts.CheckDecode(KeyDataViewType.IsValidDataType(rawType) && count > 0);
        return new KeyDataViewType(rawType, count);
    }

    public static void WriteValues<T>(BinaryWriter writer, IReadOnlyCollection<T> values)
    {
        writer.Write(values.Count);
        foreach (T value in values)
        {
            WriteValue(writer, value);
        }
    }

    public static T[] ReadValues<T>(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        Contracts.CheckDecode(count >= 0);

        // A list, since a damaged count must not allocate what the file does not hold.
        var values = new List<T>();
        for (int i = 0; i < count; i++)
        {
            values.Add((T)ReadValue(reader, typeof(T)));
        }

        return [.. values];
    }

    private static byte CodeOf(Type rawType)
    {
        int index = Array.IndexOf(RawTypes, rawType);
        Contracts.Check(index >= 0, $"Values of type '{rawType}' cannot be saved in a model.");
        return (byte)(index + 1);
    }

    private static Type TypeOf(byte code)
    {
        Contracts.CheckDecode(code >= 1 && code <= RawTypes.Length);
        return RawTypes[code - 1];
    }

    private static void WriteValue<T>(BinaryWriter writer, T value)
    {
        switch (value)
        {
            case sbyte x: writer.Write(x); break;
            case byte x: writer.Write(x); break;
            case short x: writer.Write(x); break;
            case ushort x: writer.Write(x); break;
            case int x: writer.Write(x); break;
            case uint x: writer.Write(x); break;
            case long x: writer.Write(x); break;
            case ulong x: writer.Write(x); break;
            case float x: writer.Write(x); break;
            case double x: writer.Write(x); break;
            case ReadOnlyMemory<char> x: writer.Write(x.ToString()); break;
            case bool x: writer.Write(x); break;
            case TimeSpan x: writer.Write(x.Ticks); break;
            case DateTime x: writer.Write(x.ToBinary()); break;
            case DateTimeOffset x:
                writer.Write(x.Ticks);
                writer.Write(x.Offset.Ticks);
                break;
            default: throw Contracts.Except($"Values of type '{typeof(T)}' cannot be saved in a model.");
        }
    }

    private static object ReadValue(BinaryReader reader, Type type)
    {
        return Array.IndexOf(RawTypes, type) switch
        {
            0 => (object)reader.ReadSByte(),
            1 => reader.ReadByte(),
            2 => reader.ReadInt16(),
            3 => reader.ReadUInt16(),
            4 => reader.ReadInt32(),
            5 => reader.ReadUInt32(),
            6 => reader.ReadInt64(),
            7 => reader.ReadUInt64(),
            8 => reader.ReadSingle(),
            9 => reader.ReadDouble(),
            10 => reader.ReadString().AsMemory(),
            11 => reader.ReadBoolean(),
            12 => TimeSpan.FromTicks(reader.ReadInt64()),
            13 => DateTime.FromBinary(reader.ReadInt64()),
            14 => new DateTimeOffset(reader.ReadInt64(), TimeSpan.FromTicks(reader.ReadInt64())),
            _ => throw Contracts.ExceptDecode($"Values of type '{type}' cannot be read from a model."),
        };
    }
}
