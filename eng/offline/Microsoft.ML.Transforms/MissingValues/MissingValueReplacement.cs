using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What the missing values of one column become: one value for all, or one for each slot.</summary>
internal abstract class MissingValueReplacement
{
    public static MissingValueReplacement OfDefault(DataViewType type) =>
        type.GetItemType() == NumberDataViewType.Single ? new Typed<float>([0], isBySlot: false) : new Typed<double>([0], isBySlot: false);

    public static MissingValueReplacement Of<T>(T[] values, bool isBySlot)
        where T : struct, IFloatingPointIeee754<T> => new Typed<T>(values, isBySlot);

    public static MissingValueReplacement Load(BinaryReader reader)
    {
        DataViewType type = TypeCodec.Read(reader);
        DataViewType itemType = type.GetItemType();
        Contracts.CheckDecode(itemType == NumberDataViewType.Single || itemType == NumberDataViewType.Double);
        return itemType == NumberDataViewType.Single ? Load<float>(reader, type) : Load<double>(reader, type);
    }

    public abstract void Save(BinaryWriter writer);

    public abstract bool CanReplaceIn(DataViewType type);

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);

    private static Typed<T> Load<T>(BinaryReader reader, DataViewType type)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (type is not VectorDataViewType vector)
        {
            return new Typed<T>(ValueCodec.ReadItems<T>(reader, 1), isBySlot: false);
        }

        VBuffer<T> values = ValueCodec.ReadVector<T>(reader, vector);
        Contracts.CheckDecode(values.IsDense);
        return new Typed<T>([.. values.DenseValues()], isBySlot: true);
    }

    private sealed class Typed<T>(T[] values, bool isBySlot) : MissingValueReplacement
        where T : struct, IFloatingPointIeee754<T>
    {
        public override void Save(BinaryWriter writer)
        {
            PrimitiveDataViewType itemType = ColumnTypeExtensions.PrimitiveTypeFromType(typeof(T));
            var vectorType = new VectorDataViewType(itemType, values.Length);
            TypeCodec.Write(writer, isBySlot ? vectorType : itemType);
            if (isBySlot)
            {
                ValueCodec.WriteVector(writer, vectorType, new VBuffer<T>(values.Length, values));
            }
            else
            {
                ValueCodec.WriteItems(writer, values);
            }
        }

        public override bool CanReplaceIn(DataViewType type) =>
            type.GetItemType().RawType == typeof(T) && (!isBySlot || type.GetVectorSize() == values.Length);

        public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source)
        {
            if (source.Type is not VectorDataViewType)
            {
                return ItemMapping.MakeGetter<T, T>(row, source, value => T.IsNaN(value) ? values[0] : value);
            }

            ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(source);
            VBuffer<T> vector = default;
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
            {
                getVector(ref vector);
                if (isBySlot && vector.Length != values.Length)
                {
                    throw Contracts.Except($"Column '{source.Name}': expected {values.Length} slots, but got {vector.Length}");
                }

                vector.CopyTo(ref destination);
                VBufferEditor<T> editor = VBufferEditor.CreateFromBuffer(ref destination);
                ReadOnlySpan<int> indices = vector.GetIndices();
                for (int i = 0; i < editor.Values.Length; i++)
                {
                    if (T.IsNaN(editor.Values[i]))
                    {
                        editor.Values[i] = values[!isBySlot ? 0 : vector.IsDense ? i : indices[i]];
                    }
                }

                destination = editor.Commit();
            });
        }
    }
}
