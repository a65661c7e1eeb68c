using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>(x - offset) * scale. Without offsets, zeros stay zeros and sparse vectors sparse.</summary>
internal sealed class AffineColumnNormalizer<T>(T[] scale, T[] offsetOrNull, bool isVector) : ColumnNormalizer
    where T : struct, IFloatingPointIeee754<T>
{
    public override NormalizingTransformer.NormalizerModelParametersBase ModelParameters => isVector
        ? new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. scale], offsetOrNull is null ? [] : [.. offsetOrNull])
        : new NormalizingTransformer.AffineNormalizerModelParameters<T>(scale[0], offsetOrNull is null ? T.Zero : offsetOrNull[0]);

    /// <summary>All slots' scales, not those of some, which old versions could write.</summary>
    private const int AllSlots = -1;

    public static AffineColumnNormalizer<T> Load(BinaryReader reader, DataViewType type)
    {
        const string Damaged = "Corrupt model file: the scales and offsets do not fit their column.";
        int size = type.GetValueCount();
        Contracts.CheckDecode(reader.ReadInt32() == Unsafe.SizeOf<T>(), Damaged);
        Contracts.CheckDecode(reader.ReadInt32() == size, Damaged);
        Contracts.CheckDecode(reader.ReadInt32() == AllSlots, Damaged);
        T[] scale = ValueCodec.ReadItems<T>(reader, reader.ReadInt32());
        T[] offset = ValueCodec.ReadItems<T>(reader, reader.ReadInt32());
        Contracts.CheckDecode(scale.Length == size && (offset.Length == 0 || offset.Length == size), Damaged);
        Contracts.CheckDecode(!scale.Any(T.IsNaN) && !offset.Any(T.IsNaN), Damaged);
        return new AffineColumnNormalizer<T>(scale, offset.Length == 0 ? null : offset, type is VectorDataViewType);
    }

    public override void Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(AffineVersion);
        ctx.Writer.Write(Unsafe.SizeOf<T>());
        ctx.Writer.Write(scale.Length);
        ctx.Writer.Write(AllSlots);
        foreach (T[] values in new[] { scale, offsetOrNull ?? [] })
        {
            ctx.Writer.Write(values.Length);
            ValueCodec.WriteItems(ctx.Writer, values);
        }
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source)
    {
        if (!isVector)
        {
            ValueGetter<T> getScalar = row.GetGetter<T>(source);
            T factor = scale[0];
            T offset = offsetOrNull is null ? T.Zero : offsetOrNull[0];
            return (ValueGetter<T>)((ref T destination) =>
            {
                getScalar(ref destination);
                destination = (destination - offset) * factor;
            });
        }

        ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(source);
        VBuffer<T> vector = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            getVector(ref vector);
            if (vector.Length != scale.Length)
            {
                throw Contracts.Except($"Normalizer expected {scale.Length} slots but got {vector.Length}");
            }

            destination = offsetOrNull is null ? Scaled(vector, ref destination) : Shifted(vector, ref destination);
        });
    }

    private VBuffer<T> Scaled(VBuffer<T> vector, ref VBuffer<T> destination)
    {
        ReadOnlySpan<T> values = vector.GetValues();
        ReadOnlySpan<int> indices = vector.GetIndices();
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, vector.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            editor.Values[i] = values[i] * scale[vector.IsDense ? i : indices[i]];
        }

        if (!vector.IsDense)
        {
            indices.CopyTo(editor.Indices);
        }

        return editor.Commit();
    }

    private VBuffer<T> Shifted(VBuffer<T> vector, ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, vector.Length);
        vector.CopyTo(editor.Values);
        for (int i = 0; i < editor.Values.Length; i++)
        {
            editor.Values[i] = (editor.Values[i] - offsetOrNull[i]) * scale[i];
        }

        return editor.Commit();
    }
}
