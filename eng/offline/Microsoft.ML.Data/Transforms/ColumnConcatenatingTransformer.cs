using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Scalars and vectors of one item type become one vector. A single vector is passed on as it is, annotations and all.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _name;
    private readonly string[] _sources;

    /// <summary>What the slots' names say for the sources' names; null for those names. A source that is its own alias is left out of them.</summary>
    private readonly string[] _aliases;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : this(env, outputColumnName, inputColumnNames, new string[inputColumnNames.Length])
    {
    }

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, string[] inputColumnNames, string[] aliases)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnConcatenatingTransformer)))
    {
        _name = outputColumnName;
        _sources = inputColumnNames;
        _aliases = aliases;
    }

    private static VersionInfo Version => new(
        "CONCAT F", 0x00010003, 0x00010003, 0x00010003, typeof(ColumnConcatenatingTransformer).Assembly.FullName, LoaderSignature, "ConcatFunction");

    internal static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        env.CheckDecode(ctx.Reader.ReadInt32() == 1, "The model concatenates several groups of columns in one step, which the offline stand-in cannot.");
        string name = ctx.LoadNonEmptyString();
        int count = ctx.Reader.ReadInt32();
        env.CheckDecode(count > 0);
        var sources = new List<string>();
        var aliases = new List<string>();
        for (int i = 0; i < count; i++)
        {
            sources.Add(ctx.LoadNonEmptyString());
            aliases.Add(ctx.LoadStringOrNull());
        }

        return new ColumnConcatenatingTransformer(env, name, [.. sources], [.. aliases]);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);

        // One output; each of its sources with its alias.
        ctx.Writer.Write(1);
        ctx.SaveNonEmptyString(_name);
        ctx.Writer.Write(_sources.Length);
        for (int i = 0; i < _sources.Length; i++)
        {
            ctx.SaveNonEmptyString(_sources[i]);
            ctx.SaveStringOrNull(_aliases[i]);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : MapperBase
    {
        private readonly ColumnConcatenatingTransformer _parent;
        private readonly DataViewSchema.Column[] _sources;
        private readonly PrimitiveDataViewType _itemType;

        public Mapper(ColumnConcatenatingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), inputSchema, parent)
        {
            _parent = parent;
            _sources = Array.ConvertAll(
                parent._sources,
                name => inputSchema.GetColumnOrNull(name) ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name));
            _itemType = (PrimitiveDataViewType)_sources[0].Type.GetItemType();
            foreach (DataViewSchema.Column source in _sources)
            {
                if (!source.Type.GetItemType().Equals(_itemType))
                {
                    throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, _itemType.ToString(), source.Type.ToString());
                }
            }
        }

        private bool IsIdentity => _sources is [{ Type: VectorDataViewType }];

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            if (IsIdentity)
            {
                return [new DataViewSchema.DetachedColumn(_parent._name, _sources[0].Type, _sources[0].Annotations)];
            }

            var counts = Array.ConvertAll(_sources, source => source.Type.GetValueCount());
            int size = counts.Contains(0) ? 0 : counts.Sum();
            var annotations = new DataViewSchema.Annotations.Builder();
            if (_itemType is NumberDataViewType && _sources.All(source => source.IsNormalized()))
            {
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            }

            if (size > 0 && _sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames(source.Type.GetVectorSize())))
            {
                annotations.AddSlotNames(
                    size,
                    (ref VBuffer<ReadOnlyMemory<char>> destination) => new VBuffer<ReadOnlyMemory<char>>(size, MakeSlotNames()).CopyTo(ref destination));
            }

            int[] ranges = size > 0 ? MakeCategoricalRanges() : [];
            if (ranges.Length > 0)
            {
                annotations.Add(
                    AnnotationUtils.Kinds.CategoricalSlotRanges,
                    AnnotationUtils.GetCategoricalType(ranges.Length / 2),
                    (ref VBuffer<int> destination) => new VBuffer<int>(ranges.Length, ranges).CopyTo(ref destination));
            }

            return [new DataViewSchema.DetachedColumn(_parent._name, new VectorDataViewType(_itemType, size), annotations.ToAnnotations())];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return IsIdentity
                ? GenericCall.Invoke<Delegate>(PassOn<int>, _itemType.RawType, input)
                : GenericCall.Invoke<Delegate>(Concatenate<int>, _itemType.RawType, input);
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var needed = activeOutput(0) ? _sources.Select(source => source.Index).ToHashSet() : [];
            return needed.Contains;
        }

        /// <summary>A scalar's slot has its column's name, a vector's the column's name, a dot, the slot's name; others have none.</summary>
        private ReadOnlyMemory<char>[] MakeSlotNames()
        {
            var names = new List<ReadOnlyMemory<char>>();
            for (int i = 0; i < _sources.Length; i++)
            {
                DataViewSchema.Column source = _sources[i];
                string alias = _parent._aliases[i] ?? source.Name;
                if (source.Type is not VectorDataViewType vector)
                {
                    names.Add(alias.AsMemory());
                    continue;
                }

                VBuffer<ReadOnlyMemory<char>> slots = default;
                if (source.HasSlotNames(vector.Size))
                {
                    source.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref slots);
                }
                else
                {
                    slots = new VBuffer<ReadOnlyMemory<char>>(vector.Size, new ReadOnlyMemory<char>[vector.Size]);
                }

                string prefix = _parent._aliases[i] == source.Name ? "" : $"{alias}.";
                names.AddRange(slots.DenseValues().Select(slot => slot.IsEmpty ? default : $"{prefix}{slot}".AsMemory()));
            }

            return [.. names];
        }

        private int[] MakeCategoricalRanges()
        {
            var ranges = new List<int>();
            int offset = 0;
            foreach (DataViewSchema.Column source in _sources)
            {
                DataViewType type = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.CategoricalSlotRanges)?.Type;
                if (type is VectorDataViewType { Size: > 0 } vector && vector.ItemType == NumberDataViewType.Int32 && vector.Size % 2 == 0)
                {
                    VBuffer<int> own = default;
                    source.Annotations.GetValue(AnnotationUtils.Kinds.CategoricalSlotRanges, ref own);
                    int start = offset;
                    ranges.AddRange(own.DenseValues().Select(slot => slot + start));
                }

                offset += source.Type.GetValueCount();
            }

            return [.. ranges];
        }

        private ValueGetter<VBuffer<T>> PassOn<T>(DataViewRow input) => input.GetGetter<VBuffer<T>>(input.Schema[_sources[0].Index]);

        private ValueGetter<VBuffer<T>> Concatenate<T>(DataViewRow input)
        {
            var getScalars = new ValueGetter<T>[_sources.Length];
            var getVectors = new ValueGetter<VBuffer<T>>[_sources.Length];
            for (int i = 0; i < _sources.Length; i++)
            {
                DataViewSchema.Column column = input.Schema[_sources[i].Index];
                if (column.Type is VectorDataViewType)
                {
                    getVectors[i] = input.GetGetter<VBuffer<T>>(column);
                }
                else
                {
                    getScalars[i] = input.GetGetter<T>(column);
                }
            }

            var parts = new VBuffer<T>[_sources.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                parts[i] = getScalars[i] is null ? default : new VBuffer<T>(1, new T[1]);
            }

            return (ref VBuffer<T> destination) =>
            {
                int length = 0;
                int count = 0;
                for (int i = 0; i < parts.Length; i++)
                {
                    ReadPart(getScalars[i], getVectors[i], _sources[i], ref parts[i]);
                    length = checked(length + parts[i].Length);
                    count += parts[i].GetValues().Length;
                }

                destination = count <= length / 2 ? JoinSparse(parts, length, count, ref destination) : JoinDense(parts, length, ref destination);
            };
        }

        private void ReadPart<T>(ValueGetter<T> getScalar, ValueGetter<VBuffer<T>> getVector, DataViewSchema.Column source, ref VBuffer<T> part)
        {
            if (getScalar is not null)
            {
                VBufferEditor<T> editor = VBufferEditor.Create(ref part, 1);
                getScalar(ref editor.Values[0]);
                part = editor.Commit();
                return;
            }

            getVector(ref part);
            int expected = source.Type.GetVectorSize();
            if (expected != 0 && expected != part.Length)
            {
                throw Host.Except($"Column '{source.Name}': expected {expected} slots, but got {part.Length}");
            }
        }

        private static VBuffer<T> JoinDense<T>(VBuffer<T>[] parts, int length, ref VBuffer<T> destination)
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
            int offset = 0;
            foreach (VBuffer<T> part in parts)
            {
                part.CopyTo(editor.Values, offset);
                offset += part.Length;
            }

            return editor.Commit();
        }

        private static VBuffer<T> JoinSparse<T>(VBuffer<T>[] parts, int length, int count, ref VBuffer<T> destination)
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
            int offset = 0;
            int next = 0;
            foreach (VBuffer<T> part in parts)
            {
                ReadOnlySpan<T> values = part.GetValues();
                ReadOnlySpan<int> indices = part.GetIndices();
                for (int i = 0; i < values.Length; i++)
                {
                    editor.Values[next] = values[i];
                    if (count < length)
                    {
                        editor.Indices[next] = offset + (part.IsDense ? i : indices[i]);
                    }

                    next++;
                }

                offset += part.Length;
            }

            return editor.Commit();
        }
    }
}
