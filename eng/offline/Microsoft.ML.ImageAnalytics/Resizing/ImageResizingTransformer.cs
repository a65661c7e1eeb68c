using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImageResizingTransformer), null, typeof(SignatureLoadModel), "", ImageResizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    private readonly ImageResizingEstimator.ColumnOptions[] _columns;

    internal ImageResizingTransformer(IHostEnvironment env, params ImageResizingEstimator.ColumnOptions[] columns)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageResizingTransformer)),
            [.. columns.Select(column => (column.Name, column.InputColumnName))])
    {
        _columns = columns;
    }

    private ImageResizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _columns = Array.ConvertAll(ColumnPairs, pair =>
        {
            int width = ctx.Reader.ReadInt32();
            int height = ctx.Reader.ReadInt32();
            var resizing = (ImageResizingEstimator.ResizingKind)ctx.Reader.ReadByte();
            var anchor = (ImageResizingEstimator.Anchor)ctx.Reader.ReadByte();
            host.CheckDecode(
                width > 0 && height > 0 && (long)width * height <= int.MaxValue / 4 && Enum.IsDefined(resizing) && Enum.IsDefined(anchor));
            return new ImageResizingEstimator.ColumnOptions(pair.outputColumnName, width, height, pair.inputColumnName, resizing, anchor);
        });
    }

    private static VersionInfo Version => new(
        "IMGSCALF", 0x00010003, 0x00010003, 0x00010003, typeof(ImageResizingTransformer).Assembly.FullName, LoaderSignature);

    internal static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new ImageResizingTransformer(env.Register(nameof(ImageResizingTransformer)), ctx);
    }

    internal ImageDataViewType TypeOf(int column) => _columns[column].Type;

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (ImageResizingEstimator.ColumnOptions column in _columns)
        {
            ctx.Writer.Write(column.Type.Width);
            ctx.Writer.Write(column.Type.Height);
            ctx.Writer.Write((byte)column.Resizing);
            ctx.Writer.Write((byte)column.Anchor);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) => ImageColumns.Check(Host, inputSchema, srcCol);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageResizingTransformer _parent;

        public Mapper(ImageResizingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. _parent._columns.Select(column => new DataViewSchema.DetachedColumn(column.Name, column.Type))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            ImageResizingEstimator.ColumnOptions column = _parent._columns[iinfo];
            var getSource = input.GetGetter<MLImage>(input.Schema[ColMapNewToOld[iinfo]]);
            MLImage source = null;
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                // As in ML.NET, a row without an image leaves the disposed one of the row before.
                image?.Dispose();
                getSource(ref source);
                if (source is not null)
                {
                    // One of the right size is passed on: whoever disposes it disposes the source's.
                    image = (source.Width, source.Height) == (column.Type.Width, column.Type.Height) ? source
                        : ImageScaling.Resize(source, column.Type.Width, column.Type.Height, column.Resizing, column.Anchor);
                }
            });
        }
    }
}
