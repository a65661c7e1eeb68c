using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageGrayscalingEstimator)), new ImageGrayscalingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach ((string outputColumnName, string inputColumnName) in Transformer.ColumnPairs)
        {
            SchemaShape.Column column = ImageColumns.Find(Host, inputSchema, inputColumnName);
            result[outputColumnName] = new SchemaShape.Column(outputColumnName, column.Kind, column.ItemType, column.IsKey, column.Annotations);
        }

        return new SchemaShape(result.Values);
    }
}
