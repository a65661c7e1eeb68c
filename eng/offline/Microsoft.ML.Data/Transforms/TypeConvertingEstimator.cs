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

    /// <summary>
    /// As in ML.NET, the promise is not quite what is delivered: it has the source's annotations, whichever they are, and calls keys
    /// plain numbers, which may turn into any that their raw type may.
    /// </summary>
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

            Host.CheckParam(
                TypeConversion.IsPossible(column.ItemType, Transformer.OutputType),
                nameof(inputSchema),
                $"Source column '{inputColumnName}' with item type '{column.ItemType}' is not compatible with destination type '{Transformer.OutputType}'");
            result[outputColumnName] = new SchemaShape.Column(outputColumnName, column.Kind, Transformer.OutputType, false, column.Annotations);
        }

        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const DataKind DefaultOutputKind = DataKind.Single;
    }
}
