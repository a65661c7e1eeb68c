using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel), "", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>A key becomes an indicator vector; a vector of keys their concatenation or, where counts are asked for, their sum.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";

    private readonly bool[] _outputCounts;

    internal KeyToVectorMappingTransformer(
        IHostEnvironment env, params (string outputColumnName, string inputColumnName, bool outputCountVector)[] columns)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register("KeyToVector"),
            [.. columns.Select(column => (column.outputColumnName, column.inputColumnName ?? column.outputColumnName))])
    {
        _outputCounts = [.. columns.Select(column => column.outputCountVector)];
    }

    private KeyToVectorMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _outputCounts = new bool[ColumnPairs.Length];
        for (int i = 0; i < _outputCounts.Length; i++)
        {
            _outputCounts[i] = ctx.Reader.ReadBoolean();
        }
    }

    private static VersionInfo Version => new(
        "KEY2VECT", 0x00010002, 0x00010001, 0x00010002, typeof(KeyToVectorMappingTransformer).Assembly.FullName, LoaderSignature);

    internal static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new KeyToVectorMappingTransformer(env.Register("KeyToVector"), ctx);
    }

    internal bool OutputsCounts(int column) => _outputCounts[column];

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        Array.ForEach(_outputCounts, ctx.Writer.Write);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewType type = inputSchema[srcCol].Type;
        if (type.GetItemType().GetKeyCount() == 0)
        {
            throw Host.ExceptSchemaMismatch(
                nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, "key type of known cardinality", type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly KeyToVectorMappingTransformer _parent;

        public Mapper(KeyToVectorMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. _parent.ColumnPairs.Select((pair, i) => MakeColumn(pair.outputColumnName, InputSchema[ColMapNewToOld[i]], _parent._outputCounts[i]))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            DataViewSchema.Column source = input.Schema[ColMapNewToOld[iinfo]];
            Type key = source.Type.GetItemType().RawType;
            bool counts = _parent._outputCounts[iinfo];
            return key == typeof(byte) ? MakeGetter<byte>(input, source, counts)
                : key == typeof(ushort) ? MakeGetter<ushort>(input, source, counts)
                : key == typeof(uint) ? MakeGetter<uint>(input, source, counts)
                : MakeGetter<ulong>(input, source, counts);
        }

        private DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, bool counts)
        {
            int keyCount = source.Type.GetItemType().GetKeyCountAsInt32(Host);
            int valueCount = source.Type.GetValueCount();
            VectorDataViewType type = counts || valueCount == 1
                ? new VectorDataViewType(NumberDataViewType.Single, keyCount)
                : new VectorDataViewType(NumberDataViewType.Single, valueCount, keyCount);

            var annotations = new DataViewSchema.Annotations.Builder();
            bool isScalar = source.Type is not VectorDataViewType;
            bool hasNames = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type
                is VectorDataViewType { ItemType: TextDataViewType } keyValues && keyValues.Size == keyCount;
            if (hasNames && (counts || isScalar || type.IsKnownSize))
            {
                var slotNamesType = new VectorDataViewType(TextDataViewType.Instance, type.Dimensions);
                ReadOnlyMemory<char>[] names = counts || isScalar ? KeyNames(source) : SlotNames(source, valueCount);
                annotations.Add(
                    AnnotationUtils.Kinds.SlotNames,
                    slotNamesType,
                    (ref VBuffer<ReadOnlyMemory<char>> destination) => new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref destination));
            }

            if (!counts && valueCount > 0)
            {
                int[] ranges = [.. Enumerable.Range(0, valueCount).SelectMany(i => new[] { i * keyCount, (i + 1) * keyCount - 1 })];
                annotations.Add(
                    AnnotationUtils.Kinds.CategoricalSlotRanges,
                    AnnotationUtils.GetCategoricalType(valueCount),
                    (ref VBuffer<int> destination) => new VBuffer<int>(ranges.Length, ranges).CopyTo(ref destination));
            }

            if (!counts || isScalar)
            {
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            }

            return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
        }

        private static ReadOnlyMemory<char>[] KeyNames(DataViewSchema.Column source)
        {
            VBuffer<ReadOnlyMemory<char>> keyValues = default;
            source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref keyValues);
            return [.. keyValues.DenseValues()];
        }

        /// <summary>The name of the slot, or its index in brackets, a dot, the name of the key.</summary>
        private static ReadOnlyMemory<char>[] SlotNames(DataViewSchema.Column source, int valueCount)
        {
            var slots = new ReadOnlyMemory<char>[valueCount];
            if (source.HasSlotNames(valueCount))
            {
                VBuffer<ReadOnlyMemory<char>> slotNames = default;
                source.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref slotNames);
                slotNames.CopyTo(slots);
            }

            ReadOnlyMemory<char>[] keys = KeyNames(source);
            return [.. slots.SelectMany((slot, i) => keys.Select(key => $"{(slot.IsEmpty ? $"[{i}]" : slot)}.{key}".AsMemory()))];
        }

        private ValueGetter<VBuffer<float>> MakeGetter<TKey>(DataViewRow input, DataViewSchema.Column source, bool counts)
        {
            int keyCount = source.Type.GetItemType().GetKeyCountAsInt32(Host);
            if (source.Type is not VectorDataViewType vectorType)
            {
                ValueGetter<TKey> getKey = input.GetGetter<TKey>(source);
                TKey key = default;
                return (ref VBuffer<float> destination) =>
                {
                    getKey(ref key);
                    ulong index = ColumnValues.KeyToUInt64(key) - 1;
                    VBufferEditor<float> editor = VBufferEditor.Create(ref destination, keyCount, index < (ulong)keyCount ? 1 : 0);
                    if (index < (ulong)keyCount)
                    {
                        editor.Values[0] = 1;
                        if (keyCount > 1)
                        {
                            editor.Indices[0] = (int)index;
                        }
                    }

                    destination = editor.Commit();
                };
            }

            ValueGetter<VBuffer<TKey>> getKeys = input.GetGetter<VBuffer<TKey>>(source);
            VBuffer<TKey> keys = default;
            var ones = new SortedDictionary<int, float>();
            return (ref VBuffer<float> destination) =>
            {
                getKeys(ref keys);
                if (vectorType.Size != 0 && vectorType.Size != keys.Length)
                {
                    throw Host.Except($"Column '{source.Name}': expected {vectorType.Size} slots, but got {keys.Length}");
                }

                ones.Clear();
                foreach ((int slot, TKey key) in keys.Items())
                {
                    ulong index = ColumnValues.KeyToUInt64(key) - 1;
                    if (index < (ulong)keyCount)
                    {
                        int position = counts ? (int)index : checked(slot * keyCount + (int)index);
                        ones[position] = ones.GetValueOrDefault(position) + 1;
                    }
                }

                int length = counts ? keyCount : checked(keyCount * keys.Length);
                VBufferEditor<float> editor = VBufferEditor.Create(ref destination, length, ones.Count);
                int i = 0;
                foreach ((int position, float count) in ones)
                {
                    editor.Values[i] = count;
                    if (ones.Count < length)
                    {
                        editor.Indices[i] = position;
                    }

                    i++;
                }

                destination = editor.Commit();
            };
        }
    }
}
