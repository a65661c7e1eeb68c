using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(HashToKeyTransformer), null, typeof(SignatureLoadModel), "", HashToKeyTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Text, numbers and booleans to hashes of some bits, as keys; empty text and missing numbers have none. The hashes are not ML.NET's.</summary>
internal sealed class HashToKeyTransformer : OneToOneTransformerBase
{
    /// <summary>Ours alone, as the hashes are.</summary>
    internal const string LoaderSignature = "StandInHash";

    private readonly int _bits;
    private readonly uint _seed;

    public HashToKeyTransformer(IHostEnvironment env, int bits, uint seed, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(HashToKeyTransformer)), columns)
    {
        _bits = bits;
        _seed = seed;
    }

    private HashToKeyTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _bits = ctx.Reader.ReadInt32();
        _seed = ctx.Reader.ReadUInt32();
        host.CheckDecode(_bits is >= 1 and < 31);
    }

    private static VersionInfo Version => new(
        "SI HASHK", 0x00010001, 0x00010001, 0x00010001, typeof(HashToKeyTransformer).Assembly.FullName, LoaderSignature);

    private KeyDataViewType KeyType => new(typeof(uint), 1UL << _bits);

    internal static HashToKeyTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new HashToKeyTransformer(env.Register(nameof(HashToKeyTransformer)), ctx);
    }

    internal SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach ((string outputColumnName, string inputColumnName) in ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(inputColumnName, out SchemaShape.Column column) || column.IsKey || !IsHashed(column.ItemType))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputColumnName);
            }

            result[outputColumnName] = new SchemaShape.Column(outputColumnName, column.Kind, NumberDataViewType.UInt32, true);
        }

        return new SchemaShape(result.Values);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_bits);
        ctx.Writer.Write(_seed);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column source = inputSchema[srcCol];
        if (!IsHashed(source.Type.GetItemType()))
        {
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, "Text, Single, Double or Boolean", source.Type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static bool IsHashed(DataViewType itemType) =>
        itemType is TextDataViewType or BooleanDataViewType || itemType == NumberDataViewType.Single || itemType == NumberDataViewType.Double;

    /// <summary>FNV-1a with a last mix, so that the low bits depend on all.</summary>
    private uint Key(ReadOnlySpan<char> text)
    {
        uint hash = 2166136261 ^ _seed;
        foreach (char letter in text)
        {
            hash = (hash ^ letter) * 16777619;
        }

        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash ^= hash >> 13;
        return text.IsEmpty ? 0 : (hash & ((1u << _bits) - 1)) + 1;
    }

    private uint Key(double number) => double.IsNaN(number) ? 0 : Key(number.ToString("R", CultureInfo.InvariantCulture));

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly HashToKeyTransformer _parent;

        public Mapper(HashToKeyTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. _parent.ColumnPairs.Select((pair, i) =>
        {
            DataViewType source = InputSchema[ColMapNewToOld[i]].Type;
            DataViewType type = source is VectorDataViewType vector ? new VectorDataViewType(_parent.KeyType, vector.Dimensions) : _parent.KeyType;
            return new DataViewSchema.DetachedColumn(pair.outputColumnName, type);
        })];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            DataViewSchema.Column source = input.Schema[ColMapNewToOld[iinfo]];
            DataViewType itemType = source.Type.GetItemType();
            return itemType is TextDataViewType ? ItemMapping.MakeGetter<ReadOnlyMemory<char>, uint>(input, source, text => _parent.Key(text.Span))
                : itemType is BooleanDataViewType ? ItemMapping.MakeGetter<bool, uint>(input, source, flag => _parent.Key(flag ? 1 : 0))
                : itemType == NumberDataViewType.Single ? ItemMapping.MakeGetter<float, uint>(input, source, number => _parent.Key(number))
                : ItemMapping.MakeGetter<double, uint>(input, source, _parent.Key);
        }
    }
}
