using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(
    typeof(NgramExtractingTransformer), null, typeof(SignatureLoadModel), "", NgramExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Vectors of keys become the weighted counts of the n-grams in them.</summary>
internal sealed class NgramExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NgramTransform";

    private readonly Column[] _columns;

    private NgramExtractingTransformer(IHost host, (string outputColumnName, string inputColumnName) pair, Column column)
        : base(host, pair)
    {
        _columns = [column];
    }

    private NgramExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _columns = Array.ConvertAll(ColumnPairs, _ => Column.Load(ctx.Reader));
    }

    private static VersionInfo Version => new(
        "NGRAMTRN", 0x00010003, 0x00010003, 0x00010003, typeof(NgramExtractingTransformer).Assembly.FullName, LoaderSignature);

    internal static NgramExtractingTransformer Train(
        IHostEnvironment env, IDataView input, string outputColumnName, string inputColumnName, WordBagEstimator.Options options)
    {
        IHost host = env.Register(nameof(NgramExtractingTransformer));
        NgramSettings settings = NgramSettings.Of(host, options);
        var learner = new NgramLearner(settings, NgramSettings.LimitsOf(host, options));
        DataViewSchema.Column source = input.Schema[inputColumnName];
        using DataViewRowCursor cursor = input.GetRowCursor([source]);
        Func<ReadOnlyMemory<uint>> read = NgramKeys.MakeReader(cursor, source);
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            learner.Add(read().Span);
        }

        double[] inverseFrequencies = settings.NeedsFrequencies ? learner.InverseFrequencies() : [];
        return new NgramExtractingTransformer(host, (outputColumnName, inputColumnName), new Column(settings, learner.Pool, inverseFrequencies));
    }

    internal static NgramExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new NgramExtractingTransformer(env.Register(nameof(NgramExtractingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        Array.ForEach(_columns, column => column.Save(ctx.Writer));
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column source = inputSchema[srcCol];
        if (!NgramKeys.CanRead(source.Type))
        {
            throw Host.ExceptSchemaMismatch(
                nameof(inputSchema), "input", source.Name, "vector of Key type, and Key is convertible to UInt32", source.Type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    /// <param name="InverseFrequencies">Of each n-gram, where the weighting needs them; else empty.</param>
    private sealed record Column(NgramSettings Settings, NgramPool Pool, double[] InverseFrequencies)
    {
        public static Column Load(BinaryReader reader)
        {
            NgramSettings settings = NgramSettings.Load(reader);
            bool[] hasLength = Array.ConvertAll(ValueCodec.ReadItems<byte>(reader, settings.NgramLength), flag => flag != 0);
            NgramPool pool = NgramPool.Load(reader, settings.NgramLength);
            Contracts.CheckDecode(hasLength.SequenceEqual(pool.HasLength(settings.NgramLength)));

            // ML.NET may write more of them than there are n-grams.
            double[] inverseFrequencies = ValueCodec.ReadItems<double>(reader, reader.ReadInt32());
            Contracts.CheckDecode(inverseFrequencies.All(frequency => frequency >= 0));
            Contracts.CheckDecode(!settings.NeedsFrequencies || inverseFrequencies.Length >= pool.Count);
            return new Column(settings, pool, inverseFrequencies);
        }

        public void Save(BinaryWriter writer)
        {
            Settings.Save(writer);
            Array.ForEach(Pool.HasLength(Settings.NgramLength), writer.Write);
            Pool.Save(writer);
            writer.Write(InverseFrequencies.Length);
            ValueCodec.WriteItems(writer, InverseFrequencies);
        }

        public float Weigh(int slot, float count) => Settings.Weighting switch
        {
            NgramExtractingEstimator.WeightingCriteria.TfIdf => (float)(count * InverseFrequencies[slot]),
            NgramExtractingEstimator.WeightingCriteria.Idf => count >= 1 ? (float)InverseFrequencies[slot] : 0,
            _ => count,
        };
    }

    private sealed class Mapper(NgramExtractingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. parent.ColumnPairs.Select((pair, i) =>
        {
            NgramPool pool = parent._columns[i].Pool;
            DataViewSchema.Column source = InputSchema[ColMapNewToOld[i]];
            var annotations = new DataViewSchema.Annotations.Builder();
            if (source.HasKeyValues())
            {
                annotations.AddSlotNames(pool.Count, (ref VBuffer<ReadOnlyMemory<char>> destination) => GetSlotNames(pool, source, ref destination));
            }

            return new DataViewSchema.DetachedColumn(
                pair.outputColumnName, new VectorDataViewType(NumberDataViewType.Single, pool.Count), annotations.ToAnnotations());
        })];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            Column column = parent._columns[iinfo];
            Func<ReadOnlyMemory<uint>> read = NgramKeys.MakeReader(input, input.Schema[ColMapNewToOld[iinfo]]);
            var counter = new NgramCounter(column.Pool, column.Settings);
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
            {
                counter.Count(read().Span, ref destination);
                if (!column.Settings.NeedsFrequencies)
                {
                    return;
                }

                VBufferEditor<float> editor = VBufferEditor.CreateFromBuffer(ref destination);
                ReadOnlySpan<int> indices = destination.GetIndices();
                for (int i = 0; i < editor.Values.Length; i++)
                {
                    editor.Values[i] = column.Weigh(destination.IsDense ? i : indices[i], editor.Values[i]);
                }
            });
        }

        /// <summary>The keys' values with bars between; a star where a key has none.</summary>
        private static void GetSlotNames(NgramPool pool, DataViewSchema.Column source, ref VBuffer<ReadOnlyMemory<char>> destination)
        {
            VBuffer<ReadOnlyMemory<char>> values = default;
            source.GetKeyValues(ref values);
            ReadOnlyMemory<char>[] names = [.. values.DenseValues()];
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, pool.Count);
            for (int slot = 0; slot < pool.Count; slot++)
            {
                IEnumerable<string> parts = pool.Ngrams[slot].Select(key => key == 0 || key > names.Length ? "*" : names[key - 1].ToString());
                editor.Values[slot] = string.Join('|', parts).AsMemory();
            }

            destination = editor.Commit();
        }
    }
}
