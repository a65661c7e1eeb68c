using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static VersionInfo Version => new(
        "KEY2VALT", 0x00010001, 0x00010001, 0x00010001, typeof(KeyToValueMappingTransformer).Assembly.FullName, LoaderSignature);

    internal static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new KeyToValueMappingTransformer(env.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly KeyToValueMappingTransformer _parent;
        private readonly KeyValueList[] _lists;

        public Mapper(KeyToValueMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
            _lists = new KeyValueList[parent.ColumnPairs.Length];
            for (int i = 0; i < _lists.Length; i++)
            {
                DataViewSchema.Column source = inputSchema[ColMapNewToOld[i]];
                var keyValues = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
                Host.Check(keyValues is not null, "Metadata KeyValues does not exist");
                Host.Check(
                    keyValues.Size == source.Type.GetItemType().GetKeyCountAsInt32(Host), "KeyValues metadata size does not match column type key count");
                _lists[i] = GenericCall.Invoke<KeyValueList>(KeyValueList.Read<int>, keyValues.ItemType.RawType, source, keyValues.ItemType);
            }
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            return [.. _lists.Select((list, i) =>
            {
                DataViewSchema.Column source = InputSchema[ColMapNewToOld[i]];
                DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(list.ItemType, vector.Dimensions) : list.ItemType;
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
                return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
            })];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return _lists[iinfo].MakeGetter(input, input.Schema[ColMapNewToOld[iinfo]]);
        }
    }

    /// <summary>The values of a column's keys, as its annotations have them.</summary>
    private abstract class KeyValueList
    {
        public abstract PrimitiveDataViewType ItemType { get; }

        public static KeyValueList Read<TValue>(DataViewSchema.Column source, PrimitiveDataViewType type)
        {
            VBuffer<TValue> values = default;
            source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref values);
            return new Typed<TValue>(type, [.. values.DenseValues()]);
        }

        public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);

        private sealed class Typed<TValue>(PrimitiveDataViewType itemType, TValue[] values) : KeyValueList
        {
            private readonly TValue _missing = Missing();

            public override PrimitiveDataViewType ItemType => itemType;

            public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source)
            {
                Type key = source.Type.GetItemType().RawType;
                return key == typeof(byte) ? Getter<byte>(row, source)
                    : key == typeof(ushort) ? Getter<ushort>(row, source)
                    : key == typeof(uint) ? Getter<uint>(row, source)
                    : Getter<ulong>(row, source);
            }

            private static TValue Missing() =>
                typeof(TValue) == typeof(float) ? (TValue)(object)float.NaN
                : typeof(TValue) == typeof(double) ? (TValue)(object)double.NaN
                : default;

            private Delegate Getter<TKey>(DataViewRow row, DataViewSchema.Column source) => ItemMapping.MakeGetter<TKey, TValue>(row, source, key =>
            {
                ulong index = ColumnValues.KeyToUInt64(key) - 1;
                return index < (ulong)values.Length ? values[index] : _missing;
            });
        }
    }
}
