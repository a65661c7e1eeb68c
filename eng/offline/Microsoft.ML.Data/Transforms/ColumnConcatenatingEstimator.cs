using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private const SchemaShape.Column.VectorKind Scalar = SchemaShape.Column.VectorKind.Scalar;
    private const SchemaShape.Column.VectorKind Vector = SchemaShape.Column.VectorKind.Vector;
    private const SchemaShape.Column.VectorKind VariableVector = SchemaShape.Column.VectorKind.VariableVector;

    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        _host.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new ColumnConcatenatingTransformer(_host, _name, _sources);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        result[_name] = MakeColumn([.. _sources.Select(source => Find(inputSchema, source))]);
        return new SchemaShape(result.Values);
    }

    private static bool HasCategoricals(SchemaShape.Column column) =>
        column.Annotations.TryFindColumn(AnnotationUtils.Kinds.CategoricalSlotRanges, out SchemaShape.Column ranges)
        && ranges.Kind == Vector
        && ranges.ItemType == NumberDataViewType.Int32;

    private SchemaShape.Column Find(SchemaShape inputSchema, string name)
    {
        if (!inputSchema.TryFindColumn(name, out SchemaShape.Column column))
        {
            throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        }

        _host.Check(!column.IsKey, $"Column '{name}' is key. Concatenation of keys is unsupported.");
        return column;
    }

    private SchemaShape.Column MakeColumn(SchemaShape.Column[] sources)
    {
        DataViewType itemType = sources[0].ItemType;
        foreach (SchemaShape.Column source in sources)
        {
            _host.Check(
                source.ItemType.Equals(itemType),
                $"Concatenated columns should have the same type. Column '{source.Name}' has type of {source.ItemType}, but expected column type is {itemType}.");
        }

        var annotations = new List<SchemaShape.Column>();
        if (sources.All(source => source.IsNormalized()))
        {
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, Scalar, BooleanDataViewType.Instance, false));
        }

        if (sources.Any(HasCategoricals))
        {
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.CategoricalSlotRanges, Vector, NumberDataViewType.Int32, false));
        }

        if (sources.Any(source => source.Kind == Scalar || source.HasSlotNames()))
        {
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, Vector, TextDataViewType.Instance, false));
        }

        SchemaShape.Column.VectorKind kind = sources.Any(source => source.Kind == VariableVector) ? VariableVector : Vector;
        return new SchemaShape.Column(_name, kind, itemType, false, new SchemaShape(annotations));
    }
}
