using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Getters of a column's values as another type: numbers as those that hold all of them, as floating point numbers or as Booleans,
/// Booleans as numbers, keys as unsigned integers, text as anything and anything as text.
/// </summary>
internal static class TypeConversion
{
    private static readonly TextFormat Format = new(null, new TextLoader.Options());

    public static bool IsPossible(DataViewType source, PrimitiveDataViewType target) => (source, target) switch
    {
        (KeyDataViewType, NumberDataViewType number) => IsUnsigned(number.RawType) && SizeOf(number.RawType) >= SizeOf(source.RawType),
        (NumberDataViewType from, NumberDataViewType to) => from == to || IsReal(to.RawType) || (!IsReal(from.RawType) && Holds(from.RawType, to.RawType)),
        (NumberDataViewType or BooleanDataViewType or TextDataViewType, NumberDataViewType or BooleanDataViewType or TextDataViewType) => true,
        _ => false,
    };

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
        ItemMapping.MakeGetter<T, ReadOnlyMemory<char>>(row, source, value => value is ReadOnlyMemory<char> text ? text : ColumnValues.ToText(value).AsMemory());

    private static Delegate FromText<T>(DataViewRow row, DataViewSchema.Column source, PrimitiveDataViewType target)
    {
        var parse = (TextValue.Parser<T>)TextValue.ParserOf(target, Format);
        bool hasMissing = TextValue.HasMissing(target);
        return ItemMapping.MakeGetter<ReadOnlyMemory<char>, T>(row, source, text =>
        {
            bool parsed = parse(text, out T value);
            Contracts.Check(parsed || hasMissing, $"Value could not be parsed from text to {target}.");
            return value;
        });
    }

    private static Delegate ToBoolean<T>(DataViewRow row, DataViewSchema.Column source)
        where T : INumberBase<T> => ItemMapping.MakeGetter<T, bool>(row, source, value => !T.IsZero(value));

    private static Delegate FromBoolean<T>(DataViewRow row, DataViewSchema.Column source)
        where T : INumberBase<T> => ItemMapping.MakeGetter<bool, T>(row, source, value => value ? T.One : T.Zero);

    private static Delegate FromNumber<T>(DataViewRow row, DataViewSchema.Column source, PrimitiveDataViewType target)
        where T : INumberBase<T> => GenericCall.Invoke<Delegate>(Numbers<T>.To<int>, target.RawType, row, source);

    private static bool Holds(Type from, Type to) => IsUnsigned(from) == IsUnsigned(to) ? SizeOf(to) >= SizeOf(from) : !IsUnsigned(to) && SizeOf(to) > SizeOf(from);

    private static bool IsReal(Type type) => type == typeof(float) || type == typeof(double);

    private static bool IsUnsigned(Type type) => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    private static int SizeOf(Type type) => System.Runtime.InteropServices.Marshal.SizeOf(type);

    private static class Numbers<TSource>
        where TSource : INumberBase<TSource>
    {
        public static Delegate To<T>(DataViewRow row, DataViewSchema.Column source)
            where T : INumberBase<T> => ItemMapping.MakeGetter<TSource, T>(row, source, T.CreateSaturating);
    }
}
