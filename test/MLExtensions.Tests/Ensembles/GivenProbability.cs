using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Ensembles;

/// <summary>A binary model whose probabilities are given: those of a column of its input, copied. It cannot be saved.</summary>
internal sealed class GivenProbability : ITransformer
{
    private readonly MLContext _context;

    public GivenProbability(MLContext context, float[] probabilities)
    {
        _context = context;
        Input = context.Data.LoadFromEnumerable(probabilities.Select(value => new Row { Given = value }));
    }

    /// <summary>A row for each probability.</summary>
    public IDataView Input { get; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Fitted().GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => Fitted().Transform(input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Fitted().GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("It is for tests alone.");

    /// <summary>A mapping whose columns carry the annotations of a trainer's.</summary>
    private ITransformer Fitted()
    {
        var output = SchemaDefinition.Create(typeof(Scored));
        foreach (var column in output)
        {
            column.AddAnnotation(AnnotationKinds.ScoreColumnSetId, 1u, new KeyDataViewType(typeof(uint), int.MaxValue));
            column.AddAnnotation(AnnotationKinds.ScoreColumnKind, TaskKinds.Binary.AsMemory(), TextDataViewType.Instance);
        }

        return _context.Transforms.CustomMapping<Row, Scored>((row, scored) => scored.Probability = row.Given, null, outputSchemaDefinition: output).Fit(Input);
    }

    public sealed class Row
    {
        public float Given { get; set; }
    }

    public sealed class Scored
    {
        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
