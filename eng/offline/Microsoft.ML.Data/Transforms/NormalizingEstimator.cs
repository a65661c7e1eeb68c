using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly ColumnOptions[] _columns;

    internal NormalizingEstimator(IHostEnvironment env, params ColumnOptions[] columns)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(NormalizingEstimator));
        _host.CheckValue(columns, nameof(columns));
        _columns = columns;
    }

    internal enum NormalizationMode
    {
        MinMax = 0,
        MeanVariance = 1,
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return NormalizingTransformer.Train(_host, input, _columns);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach (ColumnOptions options in _columns)
        {
            if (!inputSchema.TryFindColumn(options.InputColumnName, out SchemaShape.Column column))
            {
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", options.InputColumnName);
            }

            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector)
            {
                throw _host.ExceptSchemaMismatch(
                    nameof(inputSchema), "input", options.InputColumnName, "known-size vector or scalar", column.GetTypeString());
            }

            if (column.IsKey || (column.ItemType != NumberDataViewType.Single && column.ItemType != NumberDataViewType.Double))
            {
                throw _host.ExceptSchemaMismatch(
                    nameof(inputSchema), "input", options.InputColumnName, "vector or scalar of Single or Double", column.GetTypeString());
            }

            var annotations = new List<SchemaShape.Column>
            {
                new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false),
            };
            if (column.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out SchemaShape.Column slotNames))
            {
                annotations.Add(slotNames);
            }

            result[options.OutputColumnName] = new SchemaShape.Column(
                options.OutputColumnName, column.Kind, column.ItemType, false, new SchemaShape(annotations));
        }

        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const bool EnsureZeroUntouched = true;
        public const bool MeanVarCdf = false;
        public const long MaximumExampleCount = 1000000000;
    }

    internal sealed class ColumnOptions
    {
        public ColumnOptions(
            string outputColumnName, string inputColumnName, NormalizationMode mode, long maximumExampleCount, bool fixZero, bool useCdf = false)
        {
            Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
            Contracts.CheckParam(maximumExampleCount > 1, nameof(maximumExampleCount), "Must be greater than 1");
            OutputColumnName = outputColumnName;
            InputColumnName = inputColumnName ?? outputColumnName;
            Mode = mode;
            MaximumExampleCount = maximumExampleCount;
            FixZero = fixZero;
            UseCdf = useCdf;
        }

        public string OutputColumnName { get; }

        public string InputColumnName { get; }

        public NormalizationMode Mode { get; }

        public long MaximumExampleCount { get; }

        public bool FixZero { get; }

        public bool UseCdf { get; }
    }
}
