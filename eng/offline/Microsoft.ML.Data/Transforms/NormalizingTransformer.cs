using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), null, typeof(SignatureLoadModel), "", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed partial class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    private readonly DataViewType[] _types;
    private readonly ColumnNormalizer[] _normalizers;

    private NormalizingTransformer(
        IHost host, (string outputColumnName, string inputColumnName)[] columns, DataViewType[] types, ColumnNormalizer[] normalizers)
        : base(host, columns)
    {
        _types = types;
        _normalizers = normalizers;
    }

    private NormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _types = new DataViewType[ColumnPairs.Length];
        _normalizers = new ColumnNormalizer[ColumnPairs.Length];
        for (int i = 0; i < _types.Length; i++)
        {
            DataViewType type = _types[i] = LoadType(ctx.Reader);
            bool found = ctx.TryProcessSubModel(FolderOf(i), column => _normalizers[i] = ColumnNormalizer.Load(column, type));
            host.CheckDecode(found, $"Missing {FolderOf(i)} model");
        }
    }

    private static VersionInfo Version => new(
        "NORMALZR", 0x00010002, 0x00010001, 0x00010002, typeof(NormalizingTransformer).Assembly.FullName, LoaderSignature);

    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        Host.CheckParam(index >= 0 && index < _normalizers.Length, nameof(index));
        return _normalizers[index].ModelParameters;
    }

    internal static NormalizingTransformer Train(IHostEnvironment env, IDataView data, NormalizingEstimator.ColumnOptions[] columns)
    {
        IHost host = env.Register(nameof(NormalizingTransformer));
        var sources = Array.ConvertAll(
            columns,
            column => data.Schema.GetColumnOrNull(column.InputColumnName) ?? throw host.ExceptSchemaMismatch(nameof(data), "input", column.InputColumnName));
        foreach (DataViewSchema.Column source in sources)
        {
            CheckType(host, source);
        }

        using DataViewRowCursor cursor = data.GetRowCursor(sources);
        var builders = sources.Select((source, i) => ColumnNormalizerBuilder.Create(columns[i], cursor, source)).ToArray();
        var learning = builders.ToList();
        while (learning.Count > 0 && cursor.MoveNext())
        {
            host.CheckAlive();
            learning.RemoveAll(builder => !builder.ProcessRow());
        }

        return new NormalizingTransformer(
            host,
            [.. columns.Select(column => (column.OutputColumnName, column.InputColumnName))],
            [.. sources.Select(source => source.Type)],
            [.. builders.Select(builder => builder.Finish())]);
    }

    internal static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new NormalizingTransformer(env.Register(nameof(NormalizingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        for (int i = 0; i < _types.Length; i++)
        {
            SaveType(ctx.Writer, _types[i]);
            ctx.SaveSubModel(FolderOf(i), _normalizers[i].Save);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column source = inputSchema[srcCol];
        CheckType(Host, source);
        if (!source.Type.SameSizeAndItemType(_types[col]))
        {
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, _types[col].ToString(), source.Type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static string FolderOf(int column) => $"Normalizer_{column:000}";

    /// <summary>Whether it is a vector, the kind of its items and its dimensions.</summary>
    private static void SaveType(BinaryWriter writer, DataViewType type)
    {
        var vector = type as VectorDataViewType;
        writer.Write(vector is not null);
        writer.Write((byte)(type.GetItemType() == NumberDataViewType.Single ? DataKind.Single : DataKind.Double));
        if (vector is not null)
        {
            writer.Write(vector.Dimensions.Length);
            ValueCodec.WriteItems(writer, vector.Dimensions.ToArray());
        }
    }

    private static DataViewType LoadType(BinaryReader reader)
    {
        bool isVector = reader.ReadBoolean();
        var kind = (DataKind)reader.ReadByte();
        Contracts.CheckDecode(kind is DataKind.Single or DataKind.Double);
        NumberDataViewType itemType = kind == DataKind.Single ? NumberDataViewType.Single : NumberDataViewType.Double;
        return isVector ? TypeCodec.ReadVector(reader, itemType) : itemType;
    }

    private static void CheckType(IHost host, DataViewSchema.Column source)
    {
        const string Expected = "scalar or known-size vector of Single";
        if (source.Type is VectorDataViewType { IsKnownSize: false })
        {
            throw host.ExceptSchemaMismatch("inputSchema", "input", source.Name, Expected, "variable-size vector");
        }

        DataViewType itemType = source.Type.GetItemType();
        if (itemType != NumberDataViewType.Single && itemType != NumberDataViewType.Double)
        {
            throw host.ExceptSchemaMismatch("inputSchema", "input", source.Name, Expected, source.Type.ToString());
        }
    }

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly NormalizingTransformer _parent;

        public Mapper(NormalizingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            return [.. _parent.ColumnPairs.Select((pair, i) =>
            {
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
                annotations.Add(InputSchema[ColMapNewToOld[i]].Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
                return new DataViewSchema.DetachedColumn(pair.outputColumnName, _parent._types[i], annotations.ToAnnotations());
            })];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return _parent._normalizers[iinfo].MakeGetter(input, input.Schema[ColMapNewToOld[iinfo]]);
        }
    }
}
