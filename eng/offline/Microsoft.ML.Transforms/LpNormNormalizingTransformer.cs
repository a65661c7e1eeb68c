using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(LpNormNormalizingTransformer), null, typeof(SignatureLoadModel), "", LpNormNormalizingTransformer.LoaderSignature, "GcnFunction")]

namespace Microsoft.ML.Transforms;

/// <summary>Scales each vector to a norm.</summary>
internal sealed class LpNormNormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "GcnTransform";

    /// <summary>Vectors that would be scaled by less stay as they are.</summary>
    private const float SmallestFactor = 1e-8f;

    private readonly Settings[] _columns;

    public LpNormNormalizingTransformer(
        IHostEnvironment env, Norm norm, float scale, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(LpNormNormalizingTransformer)), columns)
    {
        _columns = Array.ConvertAll(columns, _ => new Settings(norm, scale));
    }

    private LpNormNormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _columns = Array.ConvertAll(ColumnPairs, _ =>
        {
            bool centres = ctx.Reader.ReadBoolean();
            var norm = (Norm)ctx.Reader.ReadByte();
            float scale = ctx.Reader.ReadSingle();
            host.CheckDecode(
                !centres && Enum.IsDefined(norm), "The model subtracts means or divides by deviations, row by row, which the offline stand-in cannot.");
            host.CheckDecode(scale > 0 && float.IsFinite(scale));
            return new Settings(norm, scale);
        });
    }

    /// <summary>As a model file has it; 1 is the standard deviation.</summary>
    public enum Norm : byte
    {
        L2 = 0,
        L1 = 2,
        Infinity = 3,
    }

    private static VersionInfo Version => new(
        "GCNORMAF", 0x00010003, 0x00010003, 0x00010003, typeof(LpNormNormalizingTransformer).Assembly.FullName, LoaderSignature, "GcnFunction");

    internal static LpNormNormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new LpNormNormalizingTransformer(env.Register(nameof(LpNormNormalizingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (Settings column in _columns)
        {
            // That no mean is subtracted.
            ctx.Writer.Write(false);
            ctx.Writer.Write((byte)column.Norm);
            ctx.Writer.Write(column.Scale);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column source = inputSchema[srcCol];
        if (source.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, "Expected known-size vector of Single", source.Type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private readonly record struct Settings(Norm Norm, float Scale);

    private sealed class Mapper(LpNormNormalizingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. parent.ColumnPairs.Select((pair, i) =>
        {
            DataViewSchema.Column source = InputSchema[ColMapNewToOld[i]];
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            return new DataViewSchema.DetachedColumn(pair.outputColumnName, source.Type, annotations.ToAnnotations());
        })];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            ValueGetter<VBuffer<float>> getSource = input.GetGetter<VBuffer<float>>(input.Schema[ColMapNewToOld[iinfo]]);
            Settings settings = parent._columns[iinfo];
            VBuffer<float> source = default;
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
            {
                getSource(ref source);
                float norm = NormOf(source.GetValues(), settings.Norm);
                float factor = norm > 0 ? settings.Scale / norm : settings.Scale;
                source.CopyTo(ref destination);
                Scale(VBufferEditor.CreateFromBuffer(ref destination).Values, factor < SmallestFactor ? 1 : factor);
            });
        }

        private static float NormOf(ReadOnlySpan<float> values, Norm norm)
        {
            double sum = 0;
            float greatest = 0;
            double squares = 0;
            foreach (float value in values)
            {
                sum += Math.Abs(value);
                greatest = Math.Max(greatest, Math.Abs(value));
                squares += (double)value * value;
            }

            return norm switch
            {
                Norm.L1 => (float)sum,
                Norm.Infinity => greatest,
                _ => (float)Math.Sqrt(squares),
            };
        }

        private static void Scale(Span<float> values, float factor)
        {
            foreach (ref float value in values)
            {
                value *= factor;
            }
        }
    }
}
