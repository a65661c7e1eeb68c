using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(
    typeof(CustomStopWordsRemovingTransformer), null, typeof(SignatureLoadModel), "", CustomStopWordsRemovingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Leaves the given words out of lists of words, whatever their case.</summary>
internal sealed class CustomStopWordsRemovingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CustomStopWords";

    private const string WordsFolder = "Stopwords";

    private readonly string[] _stopWords;

    public CustomStopWordsRemovingTransformer(
        IHostEnvironment env, string[] stopWords, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register("CustomStopWordsRemover"), columns)
    {
        Host.CheckParam(!stopWords.Contains(null), nameof(stopWords), "A stop word is null");
        _stopWords = [.. stopWords.Select(word => word.Trim(' ').ToLowerInvariant()).Where(word => word.Length > 0).Distinct()];
    }

    private CustomStopWordsRemovingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        bool found = ctx.TryProcessSubModel(WordsFolder, words => words.CheckAtModel(WordsVersion));
        host.CheckDecode(found, "Missing model of the stop words");

        // The words are in the outer entry.
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count > 0 && count <= ctx.Strings.Length);
        _stopWords = new string[count];
        for (int i = 0; i < count; i++)
        {
            _stopWords[i] = ctx.LoadNonEmptyString();
        }
    }

    private static VersionInfo Version => new(
        "CSTOPWRD", 0x00010001, 0x00010001, 0x00010001, typeof(CustomStopWordsRemovingTransformer).Assembly.FullName, LoaderSignature);

    private static VersionInfo WordsVersion => new(
        "STOPWRDM", 0x00010001, 0x00010001, 0x00010001, typeof(CustomStopWordsRemovingTransformer).Assembly.FullName, "CustomStopWordsManager");

    internal static CustomStopWordsRemovingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new CustomStopWordsRemovingTransformer(env.Register("CustomStopWordsRemover"), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.SaveSubModel(WordsFolder, words => words.SetVersionInfo(WordsVersion));
        ctx.Writer.Write(_stopWords.Length);
        Array.ForEach(_stopWords, ctx.SaveNonEmptyString);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column source = inputSchema[srcCol];
        if (source.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, "vector of String", source.Type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper(CustomStopWordsRemovingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        private readonly HashSet<string> _stopWords = [.. parent._stopWords];

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, TextGetters.Texts))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return TextGetters.MakeList(input, input.Schema[ColMapNewToOld[iinfo]], (word, words) =>
            {
                if (!word.IsEmpty && !_stopWords.Contains(word.ToString().ToLowerInvariant()))
                {
                    words.Add(word);
                }
            });
        }
    }
}
