using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    internal KeyToVectorMappingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName, bool outputCountVector)[] columns)
        : base(env.Register(nameof(KeyToVectorMappingEstimator)), new KeyToVectorMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        const SchemaShape.Column.VectorKind Vector = SchemaShape.Column.VectorKind.Vector;
        const SchemaShape.Column.VectorKind VariableVector = SchemaShape.Column.VectorKind.VariableVector;
        var result = inputSchema.ToDictionary(column => column.Name);
        for (int i = 0; i < Transformer.ColumnPairs.Length; i++)
        {
            (string outputColumnName, string inputColumnName) = Transformer.ColumnPairs[i];
            bool counts = Transformer.OutputsCounts(i);
            if (!inputSchema.TryFindColumn(inputColumnName, out SchemaShape.Column column) || !column.ItemType.IsStandardScalar())
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputColumnName);
            }

            var annotations = new List<SchemaShape.Column>();
            bool hasTextKeyValues = column.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column keyValues)
                && keyValues.ItemType is TextDataViewType;
            if (hasTextKeyValues && (counts || column.Kind != VariableVector))
            {
                annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, Vector, TextDataViewType.Instance, false));
            }

            if (!counts && column.Kind != VariableVector)
            {
                annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.CategoricalSlotRanges, Vector, NumberDataViewType.Int32, false));
            }

            if (!counts || column.Kind == SchemaShape.Column.VectorKind.Scalar)
            {
                annotations.Add(new SchemaShape.Column(
                    AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            }

            SchemaShape.Column.VectorKind kind = column.Kind == VariableVector && !counts ? VariableVector : Vector;
            result[outputColumnName] = new SchemaShape.Column(outputColumnName, kind, NumberDataViewType.Single, false, new SchemaShape(annotations));
        }

        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const bool OutputCountVector = false;
    }
}
