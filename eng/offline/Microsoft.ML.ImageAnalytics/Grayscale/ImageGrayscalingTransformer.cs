using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImageGrayscalingTransformer), null, typeof(SignatureLoadModel), "", ImageGrayscalingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Red, green and blue all become 0.3 red + 0.59 green + 0.11 blue.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageGrayscaleTransform";

    internal ImageGrayscalingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageGrayscalingTransformer)), columns)
    {
    }

    private ImageGrayscalingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static VersionInfo Version => new(
        "IMGGRAYT", 0x00010001, 0x00010001, 0x00010001, typeof(ImageGrayscalingTransformer).Assembly.FullName, LoaderSignature);

    internal static ImageGrayscalingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new ImageGrayscalingTransformer(env.Register(nameof(ImageGrayscalingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) => ImageColumns.Check(Host, inputSchema, srcCol);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static MLImage InGray(MLImage image)
    {
        byte[] pixels = image.ToBgra();
        for (int i = 0; i < pixels.Length; i += 4)
        {
            byte gray = (byte)((11 * pixels[i] + 59 * pixels[i + 1] + 30 * pixels[i + 2] + 50) / 100);
            pixels.AsSpan(i, 3).Fill(gray);
        }

        return new MLImage(image.Width, image.Height, MLPixelFormat.Bgra32, pixels) { Tag = image.Tag };
    }

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageGrayscalingTransformer _parent;

        public Mapper(ImageGrayscalingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. _parent.ColumnPairs.Select((pair, i) => new DataViewSchema.DetachedColumn(pair.outputColumnName, InputSchema[ColMapNewToOld[i]].Type))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            var getSource = input.GetGetter<MLImage>(input.Schema[ColMapNewToOld[iinfo]]);
            MLImage source = null;
            disposer = () => source?.Dispose();
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                // As in ML.NET, a row without an image leaves the disposed one of the row before.
                image?.Dispose();
                getSource(ref source);
                image = source is null ? image : InGray(source);
            });
        }
    }
}
