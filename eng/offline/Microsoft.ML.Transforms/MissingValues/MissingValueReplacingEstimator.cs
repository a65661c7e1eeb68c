using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class MissingValueReplacingEstimator : IEstimator<MissingValueReplacingTransformer>
{
    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly ReplacementMode _mode;
    private readonly bool _imputeBySlot;

    internal MissingValueReplacingEstimator(
        IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, ReplacementMode mode, bool imputeBySlot)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(MissingValueReplacingEstimator));
        _columns = columns;
        _mode = mode;
        _imputeBySlot = imputeBySlot;
    }

    public enum ReplacementMode : byte
    {
        DefaultValue = 0,
        Mean = 1,
        Minimum = 2,
        Maximum = 3,
        Mode = 5,
    }

    public MissingValueReplacingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return MissingValueReplacingTransformer.Train(_host, input, _columns, _mode, _imputeBySlot);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach ((string outputColumnName, string inputColumnName) in _columns)
        {
            if (!inputSchema.TryFindColumn(inputColumnName, out SchemaShape.Column column))
            {
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputColumnName);
            }

            MissingValueReplacingTransformer.CheckItemType(_host, column.IsKey ? null : column.ItemType, column.GetTypeString());
            var annotations = column.Annotations.Where(annotation => annotation.Name is AnnotationUtils.Kinds.SlotNames or AnnotationUtils.Kinds.IsNormalized);
            result[outputColumnName] = new SchemaShape.Column(outputColumnName, column.Kind, column.ItemType, false, new SchemaShape(annotations));
        }

        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const ReplacementMode Mode = ReplacementMode.DefaultValue;
        public const bool ImputeBySlot = true;
    }
}
