using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>
/// The normal distribution's cumulative density at x. Implicit zeros of sparse vectors, values that are not finite and
/// columns without variance give 0.
/// </summary>
internal sealed class CdfColumnNormalizer<T>(T[] mean, T[] standardDeviation, bool isVector) : ColumnNormalizer
    where T : struct, IFloatingPointIeee754<T>
{
    public override NormalizingTransformer.NormalizerModelParametersBase ModelParameters => isVector
        ? new NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<T>>([.. mean], [.. standardDeviation], useLog: false)
        : new NormalizingTransformer.CdfNormalizerModelParameters<T>(mean[0], standardDeviation[0], useLog: false);

    public static CdfColumnNormalizer<T> Load(BinaryReader reader, DataViewType type)
    {
        const string Damaged = "Corrupt model file: the means and deviations do not fit their column.";
        int size = type.GetValueCount();
        Contracts.CheckDecode(reader.ReadInt32() == Unsafe.SizeOf<T>(), Damaged);
        Contracts.CheckDecode(!reader.ReadBoolean(), "The model normalizes logarithms, which the offline stand-in cannot.");
        Contracts.CheckDecode(reader.ReadInt32() == size, Damaged);
        T[] mean = ValueCodec.ReadItems<T>(reader, size);
        return new CdfColumnNormalizer<T>(mean, ValueCodec.ReadItems<T>(reader, size), type is VectorDataViewType);
    }

    public override void Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(CdfVersion);
        ctx.Writer.Write(Unsafe.SizeOf<T>());
        ctx.Writer.Write(false);
        ctx.Writer.Write(mean.Length);
        ValueCodec.WriteItems(ctx.Writer, mean);
        ValueCodec.WriteItems(ctx.Writer, standardDeviation);
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source)
    {
        if (!isVector)
        {
            ValueGetter<T> getScalar = row.GetGetter<T>(source);
            return (ValueGetter<T>)((ref T destination) =>
            {
                getScalar(ref destination);
                destination = DensityOf(destination, 0);
            });
        }

        ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(source);
        VBuffer<T> vector = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            getVector(ref vector);
            if (vector.Length != mean.Length)
            {
                throw Contracts.Except($"Normalizer expected {mean.Length} slots but got {vector.Length}");
            }

            ReadOnlySpan<T> values = vector.GetValues();
            ReadOnlySpan<int> indices = vector.GetIndices();
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, vector.Length, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                editor.Values[i] = DensityOf(values[i], vector.IsDense ? i : indices[i]);
            }

            if (!vector.IsDense)
            {
                indices.CopyTo(editor.Indices);
            }

            destination = editor.Commit();
        });
    }

    /// <summary>By Winitzki's approximation of the error function, with a = 0.147, as ML.NET.</summary>
    private T DensityOf(T value, int slot)
    {
        if (!T.IsFinite(value) || standardDeviation[slot] <= T.Epsilon)
        {
            return T.Zero;
        }

        T x = (value - mean[slot]) / standardDeviation[slot];
        T halfSquare = x * x / T.CreateChecked(2);
        T scaled = T.CreateChecked(0.147) * halfSquare;
        double exponent = double.CreateChecked(-halfSquare) * (4 / Math.PI + double.CreateChecked(scaled)) / (1 + double.CreateChecked(scaled));
        return T.CreateChecked(0.5 + 0.5 * T.Sign(x) * Math.Sqrt(1 - Math.Exp(exponent)));
    }
}
