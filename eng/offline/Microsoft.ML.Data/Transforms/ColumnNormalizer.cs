using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What a normalizer learnt for one column, and how it applies that.</summary>
internal abstract class ColumnNormalizer
{
    protected const byte Affine = 0;
    protected const byte Cdf = 1;

    public abstract NormalizingTransformer.NormalizerModelParametersBase ModelParameters { get; }

    /// <summary>How it is marked in model files.</summary>
    protected abstract byte Kind { get; }

    public static ColumnNormalizer Load(BinaryReader reader, DataViewType type)
    {
        byte kind = reader.ReadByte();
        Contracts.CheckDecode(kind is Affine or Cdf);
        bool isVector = type is VectorDataViewType;
        DataViewType itemType = type.GetItemType();
        Contracts.CheckDecode(itemType == NumberDataViewType.Single || itemType == NumberDataViewType.Double);
        return itemType == NumberDataViewType.Single
            ? Load<float>(reader, kind, isVector, type.GetValueCount())
            : Load<double>(reader, kind, isVector, type.GetValueCount());
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Kind);
        SaveValues(writer);
    }

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);

    protected abstract void SaveValues(BinaryWriter writer);

    private static ColumnNormalizer Load<T>(BinaryReader reader, byte kind, bool isVector, int size)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        T[] first = ValueSerializer.ReadValues<T>(reader);
        T[] second = ValueSerializer.ReadValues<T>(reader);
        Contracts.CheckDecode(first.Length == size && (second.Length == size || (kind == Affine && second.Length == 0)));
        return kind == Affine
            ? new AffineColumnNormalizer<T>(first, second.Length == 0 ? null : second, isVector)
            : new CdfColumnNormalizer<T>(first, second, isVector);
    }
}
