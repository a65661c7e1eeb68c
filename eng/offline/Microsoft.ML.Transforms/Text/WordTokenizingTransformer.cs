using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(
    typeof(WordTokenizingTransformer), null, typeof(SignatureLoadModel), "", WordTokenizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Splits texts at the separators, and leaves out what is empty or only spaces.</summary>
internal sealed class WordTokenizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TokenizeTextTransform";

    private readonly char[][] _separators;

    /// <summary>The separator is the space.</summary>
    public WordTokenizingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register("DelimitedTokenize"), columns)
    {
        _separators = Array.ConvertAll(columns, _ => " ".ToCharArray());
    }

    private WordTokenizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _separators = Array.ConvertAll(ColumnPairs, _ =>
        {
            char[] separators = ValueCodec.ReadItems<char>(ctx.Reader, ctx.Reader.ReadInt32());
            host.CheckDecode(separators.Length > 0);
            return separators;
        });
    }

    private static VersionInfo Version => new(
        "WRDTOKNS", 0x00010001, 0x00010001, 0x00010001, typeof(WordTokenizingTransformer).Assembly.FullName, LoaderSignature);

    internal static WordTokenizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new WordTokenizingTransformer(env.Register("DelimitedTokenize"), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (char[] separators in _separators)
        {
            ctx.Writer.Write(separators.Length);
            ValueCodec.WriteItems(ctx.Writer, separators);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) =>
        TextGetters.CheckIsText(Host, inputSchema[srcCol]);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper(WordTokenizingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, TextGetters.Texts))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            char[] separators = parent._separators[iinfo];
            return TextGetters.MakeList(input, input.Schema[ColMapNewToOld[iinfo]], (text, words) =>
            {
                foreach (Range range in text.Span.SplitAny(separators))
                {
                    ReadOnlyMemory<char> word = text[range].Trim(' ');
                    if (!word.IsEmpty)
                    {
                        words.Add(word);
                    }
                }
            });
        }
    }
}
