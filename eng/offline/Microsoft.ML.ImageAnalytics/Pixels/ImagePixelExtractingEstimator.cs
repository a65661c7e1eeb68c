using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(IHostEnvironment env, params ColumnOptions[] columns)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(ImagePixelExtractingEstimator)), new ImagePixelExtractingTransformer(env, columns))
    {
    }

    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 0x01,
        Red = 0x02,
        Green = 0x04,
        Blue = 0x08,
        Rgb = Red | Green | Blue,
        All = Alpha | Red | Green | Blue,
    }

    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach (ColumnOptions column in Transformer.Columns)
        {
            ImageColumns.Find(Host, inputSchema, column.InputColumnName);
            result[column.Name] = new SchemaShape.Column(column.Name, SchemaShape.Column.VectorKind.Vector, column.ItemType, false);
        }

        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const ColorsOrder Order = ColorsOrder.ARGB;
        public const ColorBits Colors = ColorBits.Rgb;
        public const bool Interleave = false;
        public const bool Convert = true;
        public const float Scale = 1f;
        public const float Offset = 0f;
    }

    /// <summary>What one column holds: of each pixel some colours in some order, as bytes or as (colour - offset) * scale.</summary>
    internal sealed record ColumnOptions
    {
        public ColumnOptions(
            string name,
            string inputColumnName,
            ColorBits colorsToExtract,
            ColorsOrder orderOfExtraction,
            bool interleavePixelColors,
            float offsetImage,
            float scaleImage,
            bool outputAsFloatArray)
        {
            Contracts.CheckParam(!string.IsNullOrWhiteSpace(name), nameof(name), "name cannot be null or white space");
            Contracts.CheckParam((colorsToExtract & ColorBits.All) != 0, nameof(colorsToExtract), "Need to use at least one color plane.");
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Colors = colorsToExtract & ColorBits.All;
            Order = orderOfExtraction;
            Interleaves = interleavePixelColors;
            AsFloats = outputAsFloatArray;
            Offset = outputAsFloatArray ? offsetImage : Defaults.Offset;
            Scale = outputAsFloatArray ? scaleImage : Defaults.Scale;
            Contracts.CheckParam(float.IsFinite(Offset), nameof(offsetImage), $"{offsetImage} is not an offset: expected a finite number.");
            Contracts.CheckParam(float.IsFinite(Scale) && Scale != 0, nameof(scaleImage), $"{scaleImage} is not a scale: expected a finite number other than zero.");
        }

        public string Name { get; }

        public string InputColumnName { get; }

        public ColorBits Colors { get; }

        public ColorsOrder Order { get; }

        public bool Interleaves { get; }

        public bool AsFloats { get; }

        public float Offset { get; }

        public float Scale { get; }

        public int Planes => BitOperations.PopCount((uint)Colors);

        public NumberDataViewType ItemType => AsFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;

        /// <summary>The place of each extracted colour among a pixel's bytes, in the order asked for.</summary>
        public int[] PlacesIn(MLPixelFormat format)
        {
            string bytes = format == MLPixelFormat.Rgba32 ? "RGBA" : "BGRA";
            return [.. Order.ToString().Where(letter => (Colors & BitOf(letter)) != 0).Select(letter => bytes.IndexOf(letter))];
        }

        private static ColorBits BitOf(char letter) => letter switch
        {
            'A' => ColorBits.Alpha,
            'R' => ColorBits.Red,
            'G' => ColorBits.Green,
            _ => ColorBits.Blue,
        };
    }
}
