using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(
        IHostEnvironment env,
        Action<TSrc, TDst> mapAction,
        string contractName,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register("CustomMappingEstimator"),
            new CustomMappingTransformer<TSrc, TDst>(env, mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (InternalSchemaDefinition.Column wanted in Transformer.InputDefinition.Columns)
        {
            if (!columns.TryGetValue(wanted.Name, out SchemaShape.Column found))
            {
                throw Contracts.ExceptSchemaMismatch(Host, nameof(inputSchema), "input", wanted.Name);
            }

            SchemaShape.GetColumnTypeShape(wanted.Type, out SchemaShape.Column.VectorKind kind, out DataViewType itemType, out bool isKey);

            // A member of any length takes a vector of known length too.
            bool kindFits = kind == found.Kind
                || (kind == SchemaShape.Column.VectorKind.VariableVector && found.Kind == SchemaShape.Column.VectorKind.Vector);
            if (!itemType.Equals(found.ItemType) || isKey != found.IsKey || !kindFits)
            {
                throw Contracts.ExceptSchemaMismatch(
                    Host, nameof(inputSchema), "input", wanted.Name, wanted.Type.ToString(), found.GetTypeString());
            }
        }

        foreach (SchemaShape.Column added in SchemaShape.Create(Transformer.AddedDefinition.Schema))
        {
            columns[added.Name] = added;
        }

        return new SchemaShape(columns.Values);
    }
}
