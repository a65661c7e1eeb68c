using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private const string VocabularyFolder = "Vocabulary";

    private readonly KeyMap[] _maps;
    private readonly bool[] _keyValuesAsText;

    private ValueToKeyMappingTransformer(IHost host, ValueToKeyMappingEstimator.ColumnOptions[] columns, KeyMap[] maps)
        : base(host, [.. columns.Select(column => (column.OutputColumnName, column.InputColumnName))])
    {
        _maps = maps;
        _keyValuesAsText = [.. columns.Select(column => column.AddKeyValueAnnotationsAsText)];
    }

    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _keyValuesAsText = Array.ConvertAll(ColumnPairs, _ => ctx.Reader.ReadBoolean());
        KeyMap[] maps = [];
        bool found = ctx.TryProcessSubModel(VocabularyFolder, vocabulary =>
        {
            vocabulary.CheckAtModel(VocabularyVersion);
            host.CheckDecode(vocabulary.Reader.ReadInt32() == ColumnPairs.Length);
            maps = Array.ConvertAll(ColumnPairs, _ => KeyMap.Load(vocabulary));
        });
        host.CheckDecode(found, "Missing Vocabulary model");
        _maps = maps;
    }

    private static VersionInfo Version => new(
        "TERMTRNF", 0x00010003, 0x00010003, 0x00010003, typeof(ValueToKeyMappingTransformer).Assembly.FullName, LoaderSignature);

    private static VersionInfo VocabularyVersion => new(
        "TERM MAN", 0x00010002, 0x00010002, 0x00010002, typeof(ValueToKeyMappingTransformer).Assembly.FullName, "TermManager");

    internal static ValueToKeyMappingTransformer Train(
        IHostEnvironment env, IDataView input, ValueToKeyMappingEstimator.ColumnOptions[] columns, IDataView keyData)
    {
        IHost host = env.Register("Term");
        var sources = Array.ConvertAll(columns, column => FindInput(host, input.Schema, column.InputColumnName));
        if (keyData is not null)
        {
            KeyMap map = LearnFromKeyData(host, keyData, sources[0], columns[0]);
            for (int i = 0; i < sources.Length; i++)
            {
                host.CheckParam(
                    map.ItemType.Equals(sources[i].Type.GetItemType()),
                    nameof(keyData),
                    $"Terms from input data type '{map.ItemType}' but mismatches column '{columns[i].OutputColumnName}' item type '{sources[i].Type.GetItemType()}'");
            }

            return new ValueToKeyMappingTransformer(host, columns, [.. columns.Select(_ => map)]);
        }

        foreach (ValueToKeyMappingEstimator.ColumnOptions column in columns)
        {
            host.CheckUserArg(column.MaximumNumberOfKeys > 0, "MaxNumTerms", "Must be positive");
        }

        using DataViewRowCursor cursor = input.GetRowCursor(sources);
        var builders = sources.Select((source, i) => KeyMapBuilder.Create(cursor, source, columns[i].MaximumNumberOfKeys)).ToArray();
        var learning = builders.ToList();
        while (learning.Count > 0 && cursor.MoveNext())
        {
            host.CheckAlive();
            learning.RemoveAll(builder => !builder.ProcessRow());
        }

        return new ValueToKeyMappingTransformer(host, columns, [.. builders.Select((builder, i) => builder.Finish(IsSorted(columns[i])))]);
    }

    internal static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new ValueToKeyMappingTransformer(env.Register("Term"), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        Array.ForEach(_keyValuesAsText, ctx.Writer.Write);
        ctx.SaveSubModel(VocabularyFolder, vocabulary =>
        {
            vocabulary.SetVersionInfo(VocabularyVersion);
            vocabulary.Writer.Write(_maps.Length);
            Array.ForEach(_maps, map => map.Save(vocabulary));
        });
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static KeyMap LearnFromKeyData(
        IHost host, IDataView keyData, DataViewSchema.Column source, ValueToKeyMappingEstimator.ColumnOptions column)
    {
        DataViewSchema.Column terms = keyData.Schema[0];
        host.CheckUserArg(
            terms.Type.Equals(source.Type.GetItemType()),
            nameof(keyData),
            $"Input data's column must be of type '{source.Type.GetItemType()}' but was '{terms.Type}'");
        using DataViewRowCursor cursor = keyData.GetRowCursor([terms]);
        KeyMapBuilder builder = KeyMapBuilder.Create(cursor, terms, int.MaxValue);
        while (cursor.MoveNext() && builder.ProcessRow())
        {
            host.CheckAlive();
        }

        return builder.Finish(IsSorted(column));
    }

    private static bool IsSorted(ValueToKeyMappingEstimator.ColumnOptions column) =>
        column.KeyOrdinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue;

    private static DataViewSchema.Column FindInput(IHost host, DataViewSchema inputSchema, string name)
    {
        DataViewSchema.Column column = inputSchema.GetColumnOrNull(name) ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        CheckType(host, inputSchema, column);
        return column;
    }

    private static void CheckType(IHost host, DataViewSchema inputSchema, DataViewSchema.Column column)
    {
        DataViewType itemType = column.Type.GetItemType();
        if (itemType is not KeyDataViewType && !itemType.IsStandardScalar())
        {
            throw host.ExceptSchemaMismatch(
                nameof(inputSchema), "input", column.Name, "standard type or a vector of standard type", column.Type.ToString());
        }
    }

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ValueToKeyMappingTransformer _parent;

        public Mapper(ValueToKeyMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
            for (int i = 0; i < parent._maps.Length; i++)
            {
                DataViewSchema.Column source = Source(i);
                CheckType(Host, inputSchema, source);
                Host.Check(
                    source.Type.GetItemType().Equals(parent._maps[i].ItemType),
                    $"Could not apply a map over type '{parent._maps[i].ItemType}' to column '{source.Name}' since it has type '{source.Type.GetItemType()}'");
            }
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            return [.. _parent._maps.Select((map, i) =>
            {
                DataViewSchema.Column source = Source(i);
                DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(map.OutputType, vector.Dimensions) : map.OutputType;
                var annotations = new DataViewSchema.Annotations.Builder();
                map.AddKeyValues(annotations, source, _parent._keyValuesAsText[i]);
                annotations.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
                return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
            })];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return _parent._maps[iinfo].MakeGetter(input, input.Schema[ColMapNewToOld[iinfo]]);
        }

        private DataViewSchema.Column Source(int i) => InputSchema[ColMapNewToOld[i]];
    }
}
