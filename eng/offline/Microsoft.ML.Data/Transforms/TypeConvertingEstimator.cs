using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, DataKind outputKind)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, columns, outputKind))
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

            DataViewType source = column.IsKey ? new KeyDataViewType(column.ItemType.RawType, 1) : column.ItemType;
            Host.CheckParam(
                TypeConversion.IsPossible(source, Transformer.OutputType),
                nameof(inputSchema),
                $"Source column '{inputColumnName}' with item type '{column.ItemType}' is not compatible with destination type '{Transformer.OutputType}'");
            var annotations = column.Annotations.Where(annotation => annotation.Name == AnnotationUtils.Kinds.SlotNames).ToList();
            if (column.ItemType is BooleanDataViewType && Transformer.OutputType is NumberDataViewType)
            {
                annotations.Add(new SchemaShape.Column(
                    AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            }

            result[outputColumnName] = new SchemaShape.Column(outputColumnName, column.Kind, Transformer.OutputType, false, new SchemaShape(annotations));
        }

        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const DataKind DefaultOutputKind = DataKind.Single;
    }
}
