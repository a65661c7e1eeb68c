using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(
    typeof(TextNormalizingTransformer), null, typeof(SignatureLoadModel), "", TextNormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Applies a <see cref="TextNormalizer"/>. A vector loses the texts of which nothing is left.</summary>
internal sealed class TextNormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TextNormalizerTransform";

    private readonly TextNormalizer _normalizer;

    public TextNormalizingTransformer(IHostEnvironment env, TextNormalizer normalizer, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register("TextNormalizer"), columns)
    {
        _normalizer = normalizer;
    }

    private TextNormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        var caseMode = (TextNormalizingEstimator.CaseMode)ctx.Reader.ReadByte();
        host.CheckDecode(Enum.IsDefined(caseMode));
        _normalizer = new TextNormalizer(caseMode, ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean());
    }

    private static VersionInfo Version => new(
        "TEXTNORM", 0x00010001, 0x00010001, 0x00010001, typeof(TextNormalizingTransformer).Assembly.FullName, LoaderSignature);

    internal static TextNormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new TextNormalizingTransformer(env.Register("TextNormalizer"), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_normalizer.CaseMode);
        ctx.Writer.Write(_normalizer.KeepsDiacritics);
        ctx.Writer.Write(_normalizer.KeepsPunctuation);
        ctx.Writer.Write(_normalizer.KeepsNumbers);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) =>
        TextGetters.CheckIsText(Host, inputSchema[srcCol]);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper(TextNormalizingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. parent.ColumnPairs.Select((pair, i) =>
            new DataViewSchema.DetachedColumn(
                pair.outputColumnName,
                InputSchema[ColMapNewToOld[i]].Type is VectorDataViewType ? TextGetters.Texts : TextDataViewType.Instance))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            DataViewSchema.Column source = input.Schema[ColMapNewToOld[iinfo]];
            var buffer = new StringBuilder();
            if (source.Type is VectorDataViewType)
            {
                return TextGetters.MakeList(input, source, (text, list) =>
                {
                    ReadOnlyMemory<char> normalized = parent._normalizer.Normalize(text, buffer);
                    if (!normalized.IsEmpty)
                    {
                        list.Add(normalized);
                    }
                });
            }

            ValueGetter<ReadOnlyMemory<char>> getText = input.GetGetter<ReadOnlyMemory<char>>(source);
            ReadOnlyMemory<char> value = default;
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> destination) =>
            {
                getText(ref value);
                destination = parent._normalizer.Normalize(value, buffer);
            });
        }
    }
}
