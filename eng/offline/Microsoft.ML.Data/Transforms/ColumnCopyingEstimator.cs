using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnCopyingEstimator)),
            new ColumnCopyingTransformer(env, (outputColumnName, inputColumnName)))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach ((string outputColumnName, string inputColumnName) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(inputColumnName, out SchemaShape.Column column))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputColumnName);
            }

            result[outputColumnName] = new SchemaShape.Column(outputColumnName, column.Kind, column.ItemType, column.IsKey, column.Annotations);
        }

        return new SchemaShape(result.Values);
    }
}
