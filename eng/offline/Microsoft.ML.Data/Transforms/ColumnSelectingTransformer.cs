using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Keeps the named columns, in the order of the names, or drops them.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private readonly IHost _host;
    private readonly bool _keeps;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(IHostEnvironment env, string[] names, bool keeps, bool keepHidden)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ColumnSelectingTransformer));
        _host.CheckValue(names, nameof(names));
        Names = names;
        _keeps = keeps;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal string[] Names { get; }

    private static VersionInfo Version => new(
        "SELCOLST", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnSelectingTransformer).Assembly.FullName, LoaderSignature);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Select(new EmptyDataView(_host, inputSchema)).Schema;
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return Select(input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Select(new EmptyDataView(_host, inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_keeps);
        ctx.Writer.Write(_keepHidden);

        // That a missing column is an error.
        ctx.Writer.Write(false);
        ctx.Writer.Write(Names.Length);
        Array.ForEach(Names, ctx.SaveNonEmptyString);
    }

    internal static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        bool keeps = ctx.Reader.ReadBoolean();
        bool keepHidden = ctx.Reader.ReadBoolean();
        env.CheckDecode(!ctx.Reader.ReadBoolean(), "The model ignores missing columns when it selects some, which the offline stand-in cannot.");
        int count = ctx.Reader.ReadInt32();
        env.CheckDecode(count >= 0 && count <= ctx.Reader.BaseStream.Length);
        return new ColumnSelectingTransformer(env, [.. Enumerable.Range(0, count).Select(_ => ctx.LoadNonEmptyString())], keeps, keepHidden);
    }

    /// <summary>The columns that are left. Those of a schema, or of its shape, are told apart by name alone.</summary>
    internal IEnumerable<TColumn> Select<TColumn>(IReadOnlyCollection<TColumn> columns, Func<TColumn, string> nameOf)
    {
        foreach (string name in Names)
        {
            if (!columns.Any(column => nameOf(column) == name))
            {
                throw _host.ExceptSchemaMismatch("inputSchema", "input", name);
            }
        }

        return _keeps
            ? Names.SelectMany(name => columns.Where(column => nameOf(column) == name))
            : columns.Where(column => !Names.Contains(nameOf(column)));
    }

    private ColumnSelection Select(IDataView input)
    {
        DataViewSchema.Column[] columns = [.. input.Schema.Where(column => _keepHidden || !column.IsHidden)];
        return new ColumnSelection(input, [.. Select(columns, column => column.Name).Select(column => column.Index)]);
    }
}
