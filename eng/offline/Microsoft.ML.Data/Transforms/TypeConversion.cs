using System.Globalization;
using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Getters of a column's values as another type: integers as others of the same sign, numbers as floating point numbers or as
/// Booleans, Booleans as signed numbers, keys as keys of the same count, text as any of these and any but keys as text.
/// </summary>
internal static class TypeConversion
{
    private static readonly TextFormat Format = new(null, new TextLoader.Options());

    /// <summary>Whether values may be converted that are no keys.</summary>
    public static bool IsPossible(DataViewType source, PrimitiveDataViewType target) => (source, target) switch
    {
        (NumberDataViewType from, NumberDataViewType to) =>
            IsReal(to.RawType) || (!IsReal(from.RawType) && IsUnsigned(from.RawType) == IsUnsigned(to.RawType)),
        (BooleanDataViewType, NumberDataViewType to) => !IsUnsigned(to.RawType),
        (NumberDataViewType or BooleanDataViewType or TextDataViewType, NumberDataViewType or BooleanDataViewType or TextDataViewType) => true,
        _ => false,
    };

    /// <summary>The type of the converted values, null where there is no conversion: keys stay keys, of another raw type if it has room for them.</summary>
    public static PrimitiveDataViewType Converted(DataViewType source, PrimitiveDataViewType target)
    {
        if (source is not KeyDataViewType key)
        {
            return IsPossible(source, target) ? target : null;
        }

        return IsUnsigned(target.RawType) && key.Count <= ulong.MaxValue >> (64 - 8 * SizeOf(target.RawType))
            ? new KeyDataViewType(target.RawType, key.Count)
            : null;
    }

    public static Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source, PrimitiveDataViewType target)
    {
        DataViewType item = source.Type.GetItemType();
        if (target is TextDataViewType)
        {
            return GenericCall.Invoke<Delegate>(ToText<int>, item.RawType, row, source);
        }

        if (item is TextDataViewType)
        {
            return GenericCall.Invoke<Delegate>(FromText<int>, target.RawType, row, source, target);
        }

        if (target is BooleanDataViewType)
        {
            return item is BooleanDataViewType
                ? ItemMapping.MakeGetter<bool, bool>(row, source, value => value)
                : GenericCall.Invoke<Delegate>(ToBoolean<int>, item.RawType, row, source);
        }

        return item is BooleanDataViewType
            ? GenericCall.Invoke<Delegate>(FromBoolean<int>, target.RawType, row, source)
            : GenericCall.Invoke<Delegate>(FromNumber<int>, item.RawType, row, source, target);
    }

    private static Delegate ToText<T>(DataViewRow row, DataViewSchema.Column source) =>
        ItemMapping.MakeGetter<T, ReadOnlyMemory<char>>(row, source, value => value switch
        {
            ReadOnlyMemory<char> text => text,
            bool flag => flag.ToString().AsMemory(),
            float number => number.ToString("G7", CultureInfo.InvariantCulture).AsMemory(),
            double number when double.IsNaN(number) => "NaN".AsMemory(),
            _ => ColumnValues.ToText(value).AsMemory(),
        });

    /// <summary>Where text is no number, unsigned ones and Booleans are as if missing, 0 and false; signed integers have no such value.</summary>
    private static Delegate FromText<T>(DataViewRow row, DataViewSchema.Column source, PrimitiveDataViewType target)
    {
        var parse = (TextValue.Parser<T>)TextValue.ParserOf(target, Format);
        bool hasMissing = TextValue.HasMissing(target);
        bool hasDefault = target is BooleanDataViewType || IsUnsigned(target.RawType);
        return ItemMapping.MakeGetter<ReadOnlyMemory<char>, T>(row, source, text =>
        {
            bool parsed = parse(text, out T value);
            if (!parsed && !hasMissing && !hasDefault)
            {
                throw Contracts.Except($"Value could not be parsed from text to {target}.");
            }

            return parsed || hasMissing ? value : default;
        });
    }

    private static Delegate ToBoolean<T>(DataViewRow row, DataViewSchema.Column source)
        where T : INumberBase<T> => ItemMapping.MakeGetter<T, bool>(row, source, value => !T.IsZero(value));

    private static Delegate FromBoolean<T>(DataViewRow row, DataViewSchema.Column source)
        where T : INumberBase<T> => ItemMapping.MakeGetter<bool, T>(row, source, value => value ? T.One : T.Zero);

    private static Delegate FromNumber<T>(DataViewRow row, DataViewSchema.Column source, PrimitiveDataViewType target)
        where T : INumberBase<T> => GenericCall.Invoke<Delegate>(Numbers<T>.To<int>, target.RawType, row, source);

    private static bool IsReal(Type type) => type == typeof(float) || type == typeof(double);

    private static bool IsUnsigned(Type type) => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    private static int SizeOf(Type type) => System.Runtime.InteropServices.Marshal.SizeOf(type);

    private static class Numbers<TSource>
        where TSource : INumberBase<TSource>
    {
        /// <summary>Signed integers that are too large wrap around, unsigned ones become 0, which is a missing key.</summary>
        public static Delegate To<T>(DataViewRow row, DataViewSchema.Column source)
            where T : INumberBase<T>
        {
            return IsUnsigned(typeof(T)) && SizeOf(typeof(T)) < SizeOf(typeof(TSource))
                ? ItemMapping.MakeGetter<TSource, T>(row, source, value =>
                {
                    T narrow = T.CreateTruncating(value);
                    return TSource.CreateTruncating(narrow) == value ? narrow : T.Zero;
                })
                : ItemMapping.MakeGetter<TSource, T>(row, source, T.CreateTruncating);
        }
    }
}
