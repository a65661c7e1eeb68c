using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(MissingValueReplacingTransformer), null, typeof(SignatureLoadModel), "", MissingValueReplacingTransformer.LoadName)]

namespace Microsoft.ML.Transforms;

public sealed class MissingValueReplacingTransformer : OneToOneTransformerBase
{
    internal const string LoadName = "NAReplaceTransform";

    private readonly MissingValueReplacement[] _replacements;

    private MissingValueReplacingTransformer(
        IHost host, (string outputColumnName, string inputColumnName)[] columns, MissingValueReplacement[] replacements)
        : base(host, columns)
    {
        _replacements = replacements;
    }

    private MissingValueReplacingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _replacements = new MissingValueReplacement[ColumnPairs.Length];
        for (int i = 0; i < _replacements.Length; i++)
        {
            _replacements[i] = MissingValueReplacement.Load(ctx.Reader);
        }
    }

    private static VersionInfo Version => new(
        "NAREP TF", 0x00010002, 0x00010002, 0x00010002, typeof(MissingValueReplacingTransformer).Assembly.FullName, LoadName);

    internal static MissingValueReplacingTransformer Train(
        IHostEnvironment env,
        IDataView input,
        (string outputColumnName, string inputColumnName)[] columns,
        MissingValueReplacingEstimator.ReplacementMode mode,
        bool imputeBySlot)
    {
        IHost host = env.Register(nameof(MissingValueReplacingTransformer));
        var sources = Array.ConvertAll(
            columns,
            pair => input.Schema.GetColumnOrNull(pair.inputColumnName) ?? throw host.ExceptSchemaMismatch(nameof(input), "input", pair.inputColumnName));
        foreach (DataViewSchema.Column source in sources)
        {
            CheckItemType(host, source.Type.GetItemType(), source.Type.ToString());
        }

        if (mode == MissingValueReplacingEstimator.ReplacementMode.DefaultValue)
        {
            return new MissingValueReplacingTransformer(host, columns, Array.ConvertAll(sources, source => MissingValueReplacement.OfDefault(source.Type)));
        }

        using DataViewRowCursor cursor = input.GetRowCursor(sources);
        var statistics = Array.ConvertAll(sources, source => MissingValueStatistics.Create(cursor, source, mode, imputeBySlot));
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            Array.ForEach(statistics, statistic => statistic.ProcessRow());
        }

        return new MissingValueReplacingTransformer(host, columns, Array.ConvertAll(statistics, statistic => statistic.Finish()));
    }

    internal static MissingValueReplacingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new MissingValueReplacingTransformer(env.Register(LoadName), ctx);
    }

    /// <summary>Only floating point numbers have a missing value that is not their default.</summary>
    internal static void CheckItemType(IExceptionContext context, DataViewType itemType, string typeName) => context.CheckParam(
        itemType == NumberDataViewType.Single || itemType == NumberDataViewType.Double,
        "inputSchema",
        $"Type '{typeName}' is not supported by {LoadName} since it doesn't have an NA value");

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        Array.ForEach(_replacements, replacement => replacement.Save(ctx.Writer));
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column source = inputSchema[srcCol];
        CheckItemType(Host, source.Type.GetItemType(), source.Type.ToString());
        Host.CheckParam(
            _replacements[col].CanReplaceIn(source.Type),
            nameof(inputSchema),
            $"Column '{source.Name}' of type '{source.Type}' does not match the type that the replacements were learnt from.");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly MissingValueReplacingTransformer _parent;

        public Mapper(MissingValueReplacingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            return [.. _parent.ColumnPairs.Select((pair, i) =>
            {
                DataViewSchema.Column source = InputSchema[ColMapNewToOld[i]];
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.Add(source.Annotations, name => name is AnnotationUtils.Kinds.SlotNames or AnnotationUtils.Kinds.IsNormalized);
                return new DataViewSchema.DetachedColumn(pair.outputColumnName, source.Type, annotations.ToAnnotations());
            })];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return _parent._replacements[iinfo].MakeGetter(input, input.Schema[ColMapNewToOld[iinfo]]);
        }
    }
}
