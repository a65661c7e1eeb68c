using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImageLoadingTransformer), null, typeof(SignatureLoadModel), "", ImageLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Names of files become their images, or their bytes as they are.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    public readonly string ImageFolder;

    internal const string LoaderSignature = "ImageLoaderTransform";

    internal ImageLoadingTransformer(
        IHostEnvironment env, string imageFolder, bool givesImages, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageLoadingTransformer)), columns)
    {
        if (!string.IsNullOrEmpty(imageFolder))
        {
            ImageFolder = Directory.Exists(imageFolder) ? Path.GetFullPath(imageFolder)
                : throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
        }

        GivesImages = givesImages;
    }

    private ImageLoadingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        ImageFolder = ctx.LoadStringOrNull();
        GivesImages = ctx.Reader.ReadBoolean();
    }

    internal bool GivesImages { get; }

    private static VersionInfo Version => new(
        "IMGLOADR", 0x00010003, 0x00010003, 0x00010003, typeof(ImageLoadingTransformer).Assembly.FullName, LoaderSignature);

    internal static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new ImageLoadingTransformer(env.Register(nameof(ImageLoadingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.SaveStringOrNull(ImageFolder);
        ctx.Writer.Write(GivesImages);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewType type = inputSchema[srcCol].Type;
        if (type is not TextDataViewType)
        {
            throw Host.ExceptSchemaMismatch(
                nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, TextDataViewType.Instance.ToString(), type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageLoadingTransformer _parent;

        public Mapper(ImageLoadingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            DataViewType type = _parent.GivesImages ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);
            return [.. _parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, type))];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            var getName = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[ColMapNewToOld[iinfo]]);
            return _parent.GivesImages ? Images(getName, out disposer) : Bytes(getName, out disposer);
        }

        /// <summary>An image lives until the next one is read into the same variable, or until the row is disposed.</summary>
        private ValueGetter<MLImage> Images(ValueGetter<ReadOnlyMemory<char>> getName, out Action disposer)
        {
            MLImage last = null;
            disposer = () => last?.Dispose();
            return (ref MLImage image) =>
            {
                image?.Dispose();
                image = null;
                if (PathOf(getName) is string path)
                {
                    image = MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(path)));
                    image.Tag = path;
                }

                last = image;
            };
        }

        private ValueGetter<VBuffer<byte>> Bytes(ValueGetter<ReadOnlyMemory<char>> getName, out Action disposer)
        {
            disposer = null;
            return (ref VBuffer<byte> bytes) =>
            {
                byte[] file = PathOf(getName) is string path ? File.ReadAllBytes(path) : [];
                VBuffer<byte>.Copy(file, 0, ref bytes, file.Length);
            };
        }

        /// <summary>Null where there is no name.</summary>
        private string PathOf(ValueGetter<ReadOnlyMemory<char>> getName)
        {
            ReadOnlyMemory<char> name = default;
            getName(ref name);
            return name.IsEmpty ? null
                : string.IsNullOrWhiteSpace(_parent.ImageFolder) ? name.ToString()
                : Path.Combine(_parent.ImageFolder, name.ToString());
        }
    }
}
