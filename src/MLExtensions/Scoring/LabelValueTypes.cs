using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>The types that a label's values can have: a closed list, so that a model file can name no other.</summary>
internal static class LabelValueTypes
{
    public const string Text = "Text";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    private static readonly IReadOnlyDictionary<string, ILabelValueType> Types = new ILabelValueType[]
    {
        new LabelValueType<ReadOnlyMemory<char>>(Text, TextDataViewType.Instance, value => value.ToString(), text => text.AsMemory()),
        new LabelValueType<bool>("Boolean", BooleanDataViewType.Instance, value => value ? "true" : "false", bool.Parse),
        new LabelValueType<float>("Single", NumberDataViewType.Single, value => value.ToString("R", Culture), text => float.Parse(text, Culture)),
        new LabelValueType<double>("Double", NumberDataViewType.Double, value => value.ToString("R", Culture), text => double.Parse(text, Culture)),
        new LabelValueType<sbyte>("SByte", NumberDataViewType.SByte, value => value.ToString(Culture), text => sbyte.Parse(text, Culture)),
        new LabelValueType<short>("Int16", NumberDataViewType.Int16, value => value.ToString(Culture), text => short.Parse(text, Culture)),
        new LabelValueType<int>("Int32", NumberDataViewType.Int32, value => value.ToString(Culture), text => int.Parse(text, Culture)),
        new LabelValueType<long>("Int64", NumberDataViewType.Int64, value => value.ToString(Culture), text => long.Parse(text, Culture)),
        new LabelValueType<byte>("Byte", NumberDataViewType.Byte, value => value.ToString(Culture), text => byte.Parse(text, Culture)),
        new LabelValueType<ushort>("UInt16", NumberDataViewType.UInt16, value => value.ToString(Culture), text => ushort.Parse(text, Culture)),
        new LabelValueType<uint>("UInt32", NumberDataViewType.UInt32, value => value.ToString(Culture), text => uint.Parse(text, Culture)),
        new LabelValueType<ulong>("UInt64", NumberDataViewType.UInt64, value => value.ToString(Culture), text => ulong.Parse(text, Culture)),
        new LabelValueType<DateTime>("DateTime", DateTimeDataViewType.Instance, value => value.ToString("O", Culture), text => DateTime.Parse(text, Culture, DateTimeStyles.RoundtripKind)),
        new LabelValueType<DateTimeOffset>("DateTimeOffset", DateTimeOffsetDataViewType.Instance, value => value.ToString("O", Culture), text => DateTimeOffset.Parse(text, Culture, DateTimeStyles.RoundtripKind)),
        new LabelValueType<TimeSpan>("TimeSpan", TimeSpanDataViewType.Instance, value => value.ToString("c", Culture), text => TimeSpan.Parse(text, Culture)),
    }.ToDictionary(type => type.Name);

    /// <summary>The values in an annotation; null where their type is not in the list.</summary>
    public static LabelValues? Read(DataViewSchema.Annotations annotations, string kind, PrimitiveDataViewType itemType) =>
        Types.Values.FirstOrDefault(type => type.DataViewType.Equals(itemType))?.Read(annotations, kind);

    /// <summary>The values that a model file holds.</summary>
    /// <exception cref="InvalidDataException">The type is not in the list, or a value is not of it.</exception>
    public static LabelValues Parse(string typeName, string[] values)
    {
        if (!Types.TryGetValue(typeName, out var type))
        {
            throw new InvalidDataException($"The label's values are of type '{typeName}', which this version does not know.");
        }

        try
        {
            return type.Parse(values);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentNullException)
        {
            throw new InvalidDataException($"A label value is not a {typeName}: {e.Message}", e);
        }
    }

    private interface ILabelValueType
    {
        string Name { get; }

        PrimitiveDataViewType DataViewType { get; }

        LabelValues Read(DataViewSchema.Annotations annotations, string kind);

        LabelValues Parse(string[] values);
    }

    private sealed class LabelValueType<T>(string name, PrimitiveDataViewType dataViewType, Func<T, string> format, Func<string, T> parse) : ILabelValueType
    {
        public string Name => name;

        public PrimitiveDataViewType DataViewType => dataViewType;

        public LabelValues Read(DataViewSchema.Annotations annotations, string kind)
        {
            VBuffer<T> values = default;
            annotations.GetValue(kind, ref values);
            return new Values(this, [.. values.DenseValues()]);
        }

        public LabelValues Parse(string[] values) => new Values(this, [.. values.Select(parse)]);

        private sealed class Values(LabelValueType<T> type, T[] values) : LabelValues
        {
            public override string TypeName => type.Name;

            public override int Count => values.Length;

            public override void AddTo(DataViewSchema.Annotations.Builder builder, string kind)
            {
                var source = new VBuffer<T>(values.Length, values);
                builder.Add(kind, new VectorDataViewType(type.DataViewType, values.Length), (ref VBuffer<T> value) => source.CopyTo(ref value));
            }

            public override string[] ToStrings() => [.. values.Select(value => type.Format(value))];
        }

        private string Format(T value) => format(value);
    }
}
