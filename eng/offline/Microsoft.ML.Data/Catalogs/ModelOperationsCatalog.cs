using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        _env = env;
    }

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryWriter.CreateNew(stream, _env);
        ModelSaveContext.SaveModel(repository, model, TransformerChain.LoaderSignature);
        if (inputSchema is not null)
        {
            using RepositoryEntry entry = repository.CreateEntry(null, SchemaFile.EntryName);
            SchemaFile.Write(entry.Stream, inputSchema);
        }

        repository.Commit();
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryReader.Open(stream, _env);
        using RepositoryEntry entry = repository.OpenEntryOrNull(null, SchemaFile.EntryName);
        inputSchema = entry is null ? null : SchemaFile.Read(entry.Stream);
        ModelLoadContext.LoadModel<ITransformer, SignatureLoadModel>(_env, out ITransformer model, repository, TransformerChain.LoaderSignature);
        return model;
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new()
    {
        return new PredictionEngine<TSrc, TDst>(_env, transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
    {
        SchemaDefinition definition = DataViewConstructionUtils.GetSchemaDefinition<TSrc>(_env, inputSchema);
        return new PredictionEngine<TSrc, TDst>(_env, transformer, ignoreMissingColumns: false, definition);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        return new PredictionEngine<TSrc, TDst>(
            _env, transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, options.OutputSchemaDefinition, options.OwnsTransformer);
    }
}
