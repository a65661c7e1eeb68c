using System.Collections.Immutable;
using System.Numerics;
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

    protected override byte Kind => Affine;

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
            Contracts.Check(vector.Length == scale.Length, $"Normalizer expected {scale.Length} slots but got {vector.Length}");
            destination = offsetOrNull is null ? Scaled(vector, ref destination) : Shifted(vector, ref destination);
        });
    }

    protected override void SaveValues(BinaryWriter writer)
    {
        ValueSerializer.WriteValues(writer, scale);
        ValueSerializer.WriteValues(writer, offsetOrNull ?? []);
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
