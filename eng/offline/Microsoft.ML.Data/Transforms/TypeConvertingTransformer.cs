using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel), "", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    /// <summary>Ours alone, as the form of the entry is.</summary>
    internal const string LoaderSignature = "StandInConvertType";

    internal TypeConvertingTransformer(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, DataKind outputKind)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TypeConvertingTransformer)), columns)
    {
        OutputType = TypeOf(Host, outputKind);
        OutputKind = outputKind;
    }

    private TypeConvertingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        OutputKind = (DataKind)ctx.Reader.ReadByte();
        OutputType = TypeOf(host, OutputKind);
    }

    internal PrimitiveDataViewType OutputType { get; }

    private static VersionInfo Version => new(
        "SI CONVT", 0x00010001, 0x00010001, 0x00010001, typeof(TypeConvertingTransformer).Assembly.FullName, LoaderSignature);

    private DataKind OutputKind { get; }

    internal static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new TypeConvertingTransformer(env.Register(nameof(TypeConvertingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write((byte)OutputKind);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewType type = inputSchema[srcCol].Type;
        Host.CheckParam(
            TypeConversion.Converted(type.GetItemType(), OutputType) is not null,
            nameof(inputSchema),
            $"Source column '{inputSchema[srcCol].Name}' with item type '{type.GetItemType()}' is not compatible with destination type '{OutputType}'");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static PrimitiveDataViewType TypeOf(IHost host, DataKind kind) =>
        kind == DataKind.String ? TextDataViewType.Instance
            : ColumnTypeExtensions.FromName(kind.ToString()) ?? throw host.ExceptUserArg("outputKind", $"Unknown data kind {kind}");

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly TypeConvertingTransformer _parent;

        public Mapper(TypeConvertingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. _parent.ColumnPairs.Select((pair, i) =>
        {
            DataViewSchema.Column source = InputSchema[ColMapNewToOld[i]];
            DataViewType sourceType = source.Type.GetItemType();
            PrimitiveDataViewType itemType = TypeConversion.Converted(sourceType, _parent.OutputType);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(itemType, vector.Dimensions) : itemType;
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(source.Annotations, name => name switch
            {
                AnnotationUtils.Kinds.SlotNames => true,
                AnnotationUtils.Kinds.KeyValues => itemType is KeyDataViewType,
                AnnotationUtils.Kinds.IsNormalized => sourceType is NumberDataViewType && itemType is NumberDataViewType,
                _ => false,
            });
            if (source.Type is BooleanDataViewType && itemType is NumberDataViewType)
            {
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            }

            return new DataViewSchema.DetachedColumn(pair.outputColumnName, type, annotations.ToAnnotations());
        })];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return TypeConversion.MakeGetter(input, input.Schema[ColMapNewToOld[iinfo]], _parent.OutputType);
        }
    }
}
