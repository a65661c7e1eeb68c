using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class MissingValueIndicatorEstimator : TrivialEstimator<MissingValueIndicatorTransformer>
{
    internal MissingValueIndicatorEstimator(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(MissingValueIndicatorEstimator)), new MissingValueIndicatorTransformer(env, columns))
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

            MissingValueReplacingTransformer.CheckItemType(Host, column.IsKey ? null : column.ItemType, column.GetTypeString());
            var annotations = column.Annotations.Where(annotation => annotation.Name == AnnotationUtils.Kinds.SlotNames);
            var isNormalized = new SchemaShape.Column(
                AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
            result[outputColumnName] = new SchemaShape.Column(
                outputColumnName, column.Kind, BooleanDataViewType.Instance, false, new SchemaShape([.. annotations, isNormalized]));
        }

        return new SchemaShape(result.Values);
    }
}
