using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Texts become a vector: weighted counts of n-grams of characters, then of words, each part of unit norm.</summary>
public sealed partial class TextFeaturizingEstimator : IEstimator<ITransformer>
{
    private readonly IHost _host;
    private readonly string _outputColumn;
    private readonly string[] _inputColumns;
    private readonly Options _options;

    internal TextFeaturizingEstimator(IHostEnvironment env, string outputColumnName, string[] inputColumnNames, Options options = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(TextFeaturizingEstimator));
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrWhiteSpace), nameof(inputColumnNames), "A name of an input column is empty");
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _outputColumn = outputColumnName;
        _inputColumns = inputColumnNames;
        _options = options ?? new Options();
    }

    /// <summary>Specifies text languages.</summary>
    public enum Language
    {
        English = 1,
        French = 2,
        German = 3,
        Dutch = 4,
        Italian = 5,
        Spanish = 6,
        Japanese = 7,
    }

    public enum NormFunction
    {
        None = 0,
        L1 = 1,
        L2 = 2,
        Infinity = 3,
    }

    public ITransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new TextFeaturizingTransformer(_host, new TextFeaturizingPipeline(_host, _outputColumn, _inputColumns, _options).Fit(input));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach (string name in _inputColumns)
        {
            if (!inputSchema.TryFindColumn(name, out SchemaShape.Column column))
            {
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
            }

            if (column.ItemType is not TextDataViewType)
            {
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, "scalar or vector of String", column.GetTypeString());
            }
        }

        var annotations = new List<SchemaShape.Column>
        {
            new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false),
        };
        if (_options.Norm != NormFunction.None)
        {
            annotations.Add(new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        }

        result[_outputColumn] = new SchemaShape.Column(
            _outputColumn, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(annotations));
        if (!string.IsNullOrEmpty(_options.OutputTokensColumnName))
        {
            result[_options.OutputTokensColumnName] = new SchemaShape.Column(
                _options.OutputTokensColumnName, SchemaShape.Column.VectorKind.VariableVector, TextDataViewType.Instance, false);
        }

        return new SchemaShape(result.Values);
    }
}
