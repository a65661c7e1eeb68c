using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(
    typeof(TextFeaturizingTransformer), null, typeof(SignatureLoadModel), "", TextFeaturizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>A chain, in a model file a folder of its own.</summary>
internal sealed class TextFeaturizingTransformer : ITransformer
{
    internal const string LoaderSignature = "Text";

    private const string ChainFolder = "Chain";

    private readonly IHost _host;
    private readonly ITransformer _chain;

    public TextFeaturizingTransformer(IHostEnvironment env, ITransformer chain)
    {
        _host = env.Register(nameof(TextFeaturizingTransformer));
        _chain = chain;
    }

    bool ITransformer.IsRowToRowMapper => true;

    private static VersionInfo Version => new(
        "TEXT XFR", 0x00010002, 0x00010002, 0x00010002, typeof(TextFeaturizingTransformer).Assembly.FullName, LoaderSignature);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return _chain.GetOutputSchema(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return _chain.Transform(input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _chain.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveModel(_chain, ChainFolder);
    }

    internal static TextFeaturizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        ctx.LoadModel<TransformerChain<ITransformer>, SignatureLoadModel>(env, out TransformerChain<ITransformer> chain, ChainFolder);
        return new TextFeaturizingTransformer(env, chain);
    }
}
