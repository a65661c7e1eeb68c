using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Values from text.</summary>
internal static class TextValue
{
    public delegate bool Parser<T>(ReadOnlyMemory<char> text, out T value);

    /// <summary>A parser of a type's values; false from it means that the text is none, and the value then is the missing one or the default.</summary>
    public static Delegate ParserOf(PrimitiveDataViewType type, TextFormat format)
    {
        if (type is KeyDataViewType key)
        {
            ulong count = key.Count;
            return type.RawType == typeof(byte) ? (Parser<byte>)((ReadOnlyMemory<char> text, out byte value) => Key(text, count, out value))
                : type.RawType == typeof(ushort) ? (Parser<ushort>)((ReadOnlyMemory<char> text, out ushort value) => Key(text, count, out value))
                : type.RawType == typeof(uint) ? (Parser<uint>)((ReadOnlyMemory<char> text, out uint value) => Key(text, count, out value))
                : (Parser<ulong>)((ReadOnlyMemory<char> text, out ulong value) => Key(text, count, out value));
        }

        return Type.GetTypeCode(type.RawType) switch
        {
            TypeCode.Single => (Parser<float>)((ReadOnlyMemory<char> text, out float value) =>
            {
                bool parsed = Real(text.Span, format, out double real);
                value = (float)real;
                return parsed;
            }),
            TypeCode.Double => (Parser<double>)((ReadOnlyMemory<char> text, out double value) => Real(text.Span, format, out value)),
            TypeCode.Boolean => (Parser<bool>)Boolean,
            TypeCode.SByte => (Parser<sbyte>)Integer,
            TypeCode.Byte => (Parser<byte>)Integer,
            TypeCode.Int16 => (Parser<short>)Integer,
            TypeCode.UInt16 => (Parser<ushort>)Integer,
            TypeCode.Int32 => (Parser<int>)Integer,
            TypeCode.UInt32 => (Parser<uint>)Integer,
            TypeCode.Int64 => (Parser<long>)Integer,
            TypeCode.UInt64 => (Parser<ulong>)Integer,
            TypeCode.DateTime => (Parser<DateTime>)((ReadOnlyMemory<char> text, out DateTime value) =>
                DateTime.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value)),
            _ when type is DateTimeOffsetDataViewType => (Parser<DateTimeOffset>)((ReadOnlyMemory<char> text, out DateTimeOffset value) =>
                DateTimeOffset.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value)),
            _ when type is TimeSpanDataViewType => (Parser<TimeSpan>)((ReadOnlyMemory<char> text, out TimeSpan value) =>
                TimeSpan.TryParse(text.Span, CultureInfo.InvariantCulture, out value)),
            _ => (Parser<ReadOnlyMemory<char>>)((ReadOnlyMemory<char> text, out ReadOnlyMemory<char> value) =>
            {
                value = text;
                return true;
            }),
        };
    }

    /// <summary>True for the types that have a value for missing: text that is none of theirs gives it, in others it is an error.</summary>
    public static bool HasMissing(PrimitiveDataViewType type) => type is KeyDataViewType || type.RawType == typeof(float) || type.RawType == typeof(double);

    private static bool Real(ReadOnlySpan<char> text, TextFormat format, out double value)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            value = format.MissingRealsAsNaNs ? double.NaN : 0;
            return true;
        }

        if (IsMissing(text))
        {
            value = double.NaN;
            return true;
        }

        if (text is "∞" or "-∞")
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (format.DecimalMarker == ',')
        {
            text = text.ToString().Replace(',', '.');
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        value = double.NaN;
        return false;
    }

    private static bool IsMissing(ReadOnlySpan<char> text) =>
        text is "?"
        || text.Equals("na", StringComparison.OrdinalIgnoreCase)
        || text.Equals("n/a", StringComparison.OrdinalIgnoreCase)
        || text.Equals("nan", StringComparison.OrdinalIgnoreCase);

    private static bool Integer<T>(ReadOnlyMemory<char> text, out T value)
        where T : struct, System.Numerics.INumberBase<T>
    {
        value = T.Zero;
        return text.IsEmpty || T.TryParse(text.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Text counts keys from zero, the column from one.</summary>
    private static bool Key<T>(ReadOnlyMemory<char> text, ulong count, out T value)
        where T : struct, System.Numerics.INumberBase<T>
    {
        value = T.Zero;
        if (text.IsEmpty || IsMissing(text.Span))
        {
            return true;
        }

        if (!ulong.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong key) || key >= count)
        {
            return false;
        }

        value = T.CreateChecked(key + 1);
        return true;
    }

    private static bool Boolean(ReadOnlyMemory<char> text, out bool value)
    {
        string word = text.ToString().ToLowerInvariant();
        value = word is "t" or "y" or "1" or "+" or "+1" or "yes" or "true";
        return value || word is "" or "f" or "n" or "0" or "-" or "no" or "-1" or "false";
    }
}
