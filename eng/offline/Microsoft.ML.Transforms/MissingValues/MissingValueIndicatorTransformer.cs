using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(MissingValueIndicatorTransformer), null, typeof(SignatureLoadModel), "", MissingValueIndicatorTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>True where a number is missing.</summary>
public sealed class MissingValueIndicatorTransformer : OneToOneTransformerBase
{
    /// <summary>Ours alone, as the form of the entry is.</summary>
    internal const string LoaderSignature = "StandInIndicateMissing";

    internal MissingValueIndicatorTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(MissingValueIndicatorTransformer)), columns)
    {
    }

    private MissingValueIndicatorTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static VersionInfo Version => new(
        "SI NAIND", 0x00010001, 0x00010001, 0x00010001, typeof(MissingValueIndicatorTransformer).Assembly.FullName, LoaderSignature);

    internal static MissingValueIndicatorTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new MissingValueIndicatorTransformer(env.Register(nameof(MissingValueIndicatorTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column source = inputSchema[srcCol];
        MissingValueReplacingTransformer.CheckItemType(Host, source.Type.GetItemType(), source.Type.ToString());
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly MissingValueIndicatorTransformer _parent;

        public Mapper(MissingValueIndicatorTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. _parent.ColumnPairs.Select((pair, i) =>
        {
            DataViewSchema.Column source = InputSchema[ColMapNewToOld[i]];
            PrimitiveDataViewType itemType = BooleanDataViewType.Instance;
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(itemType, vector.Dimensions) : itemType;
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            return new DataViewSchema.DetachedColumn(pair.outputColumnName, type, annotations.ToAnnotations());
        })];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            DataViewSchema.Column source = input.Schema[ColMapNewToOld[iinfo]];
            return source.Type.GetItemType() == NumberDataViewType.Single
                ? ItemMapping.MakeGetter<float, bool>(input, source, float.IsNaN)
                : ItemMapping.MakeGetter<double, bool>(input, source, double.IsNaN);
        }
    }
}
