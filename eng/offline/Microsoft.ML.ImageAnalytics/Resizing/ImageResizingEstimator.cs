using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IHostEnvironment env, params ColumnOptions[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageResizingEstimator)), new ImageResizingTransformer(env, columns))
    {
    }

    public enum ResizingKind : byte
    {
        /// <summary>The whole image, with black at its sides.</summary>
        IsoPad = 0,

        /// <summary>As much of the image as has the new shape.</summary>
        IsoCrop = 1,

        /// <summary>The whole image in the new shape.</summary>
        Fill = 2,
    }

    /// <summary>What stays of an image that is cut.</summary>
    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        for (int i = 0; i < Transformer.ColumnPairs.Length; i++)
        {
            (string outputColumnName, string inputColumnName) = Transformer.ColumnPairs[i];
            ImageColumns.Find(Host, inputSchema, inputColumnName);
            result[outputColumnName] = new SchemaShape.Column(
                outputColumnName, SchemaShape.Column.VectorKind.Scalar, Transformer.TypeOf(i), false);
        }

        return new SchemaShape(result.Values);
    }

    internal sealed record ColumnOptions
    {
        public ColumnOptions(string name, int imageWidth, int imageHeight, string inputColumnName, ResizingKind resizing, Anchor anchor)
        {
            Contracts.CheckNonEmpty(name, nameof(name));
            Contracts.CheckParam(imageWidth > 0, nameof(imageWidth), $"{imageWidth} is not a width: expected more than zero.");
            Contracts.CheckParam(imageHeight > 0, nameof(imageHeight), $"{imageHeight} is not a height: expected more than zero.");
            Contracts.CheckParam(Enum.IsDefined(resizing), nameof(resizing));
            Contracts.CheckParam(Enum.IsDefined(anchor), nameof(anchor));
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Resizing = resizing;
            Anchor = anchor;
            Type = new ImageDataViewType(imageHeight, imageWidth);
        }

        public string Name { get; }

        public string InputColumnName { get; }

        public ResizingKind Resizing { get; }

        public Anchor Anchor { get; }

        public ImageDataViewType Type { get; }
    }
}
