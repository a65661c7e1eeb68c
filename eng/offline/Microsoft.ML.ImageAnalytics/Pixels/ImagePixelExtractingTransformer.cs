using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImagePixelExtractingTransformer), null, typeof(SignatureLoadModel), "", ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Images become vectors of their colours: [height, width, colour] where colours are interleaved, else [colour, height, width].</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    private const uint VersionWithoutOrder = 0x00010002;

    internal ImagePixelExtractingTransformer(IHostEnvironment env, params ImagePixelExtractingEstimator.ColumnOptions[] columns)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register(nameof(ImagePixelExtractingTransformer)),
            [.. columns.Select(column => (column.Name, column.InputColumnName))])
    {
        Columns = columns;
    }

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        Columns = Array.ConvertAll(ColumnPairs, pair => ReadColumn(host, ctx, pair));
    }

    internal ImagePixelExtractingEstimator.ColumnOptions[] Columns { get; }

    private static VersionInfo Version => new(
        "IMGPXEXT", 0x00010003, VersionWithoutOrder, VersionWithoutOrder, typeof(ImagePixelExtractingTransformer).Assembly.FullName, LoaderSignature);

    internal static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new ImagePixelExtractingTransformer(env.Register(nameof(ImagePixelExtractingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (ImagePixelExtractingEstimator.ColumnOptions column in Columns)
        {
            ctx.Writer.Write((byte)column.Colors);
            ctx.Writer.Write((byte)column.Order);
            ctx.Writer.Write(column.AsFloats);
            ctx.Writer.Write(column.Offset);
            ctx.Writer.Write(column.Scale);
            ctx.Writer.Write(column.Interleaves);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        ImageDataViewType type = ImageColumns.Check(Host, inputSchema, srcCol);
        if (type.Height <= 0 || type.Width <= 0)
        {
            throw Host.ExceptSchemaMismatch(
                nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, "known-size image", "unknown-size image");
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static ImagePixelExtractingEstimator.ColumnOptions ReadColumn(
        IHost host, ModelLoadContext ctx, (string outputColumnName, string inputColumnName) pair)
    {
        var colors = (ImagePixelExtractingEstimator.ColorBits)ctx.Reader.ReadByte();
        var order = ctx.Header.ModelVerWritten <= VersionWithoutOrder ? ImagePixelExtractingEstimator.ColorsOrder.ARGB
            : (ImagePixelExtractingEstimator.ColorsOrder)ctx.Reader.ReadByte();
        bool asFloats = ctx.Reader.ReadBoolean();
        float offset = ctx.Reader.ReadSingle();
        float scale = ctx.Reader.ReadSingle();
        bool interleaves = ctx.Reader.ReadBoolean();
        host.CheckDecode(colors != 0 && (colors & ~ImagePixelExtractingEstimator.ColorBits.All) == 0 && Enum.IsDefined(order));
        host.CheckDecode(float.IsFinite(offset) && float.IsFinite(scale) && scale != 0);
        return new ImagePixelExtractingEstimator.ColumnOptions(
            pair.outputColumnName, pair.inputColumnName, colors, order, interleaves, offset, scale, asFloats);
    }

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImagePixelExtractingTransformer _parent;

        public Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. _parent.Columns.Select((column, i) =>
        {
            ImageDataViewType image = SourceType(i);
            int[] dimensions = column.Interleaves ? [image.Height, image.Width, column.Planes] : [column.Planes, image.Height, image.Width];
            return new DataViewSchema.DetachedColumn(column.Name, new VectorDataViewType(column.ItemType, dimensions));
        })];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            ImagePixelExtractingEstimator.ColumnOptions column = _parent.Columns[iinfo];
            var getSource = input.GetGetter<MLImage>(input.Schema[ColMapNewToOld[iinfo]]);
            return column.AsFloats
                ? MakeGetter(getSource, column, SourceType(iinfo), colour => (colour - column.Offset) * column.Scale, out disposer)
                : MakeGetter(getSource, column, SourceType(iinfo), colour => colour, out disposer);
        }

        private ImageDataViewType SourceType(int column) => (ImageDataViewType)InputSchema[ColMapNewToOld[column]].Type;

        /// <summary>No image gives zeros.</summary>
        private ValueGetter<VBuffer<TValue>> MakeGetter<TValue>(
            ValueGetter<MLImage> getSource,
            ImagePixelExtractingEstimator.ColumnOptions column,
            ImageDataViewType type,
            Func<byte, TValue> convert,
            out Action disposer)
        {
            TValue[] valueOf = [.. Enumerable.Range(0, 256).Select(colour => convert((byte)colour))];
            int count = type.Height * type.Width;
            int planes = column.Planes;
            MLImage source = null;
            disposer = () => source?.Dispose();
            return (ref VBuffer<TValue> vector) =>
            {
                getSource(ref source);
                if (source is null)
                {
                    vector = VBufferEditor.Create(ref vector, planes * count, 0).Commit();
                    return;
                }

                Host.Check(
                    (source.Height, source.Width) == (type.Height, type.Width),
                    $"Column '{column.InputColumnName}': expected an image of {type.Width} x {type.Height} pixels, but got {source.Width} x {source.Height}.");
                var editor = VBufferEditor.Create(ref vector, planes * count);
                int[] places = column.PlacesIn(source.PixelFormat);
                ReadOnlySpan<byte> pixels = source.Pixels;
                for (int plane = 0; plane < planes; plane++)
                {
                    int from = places[plane];
                    int to = column.Interleaves ? plane : plane * count;
                    int step = column.Interleaves ? planes : 1;
                    for (int i = 0; i < count; i++, from += 4, to += step)
                    {
                        editor.Values[to] = valueOf[pixels[from]];
                    }
                }

                vector = editor.Commit();
            };
        }
    }
}
