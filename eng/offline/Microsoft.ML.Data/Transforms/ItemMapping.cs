namespace Microsoft.ML.Data;

/// <summary>Getters that map the values of a column one by one, whether it is a scalar or a vector.</summary>
internal static class ItemMapping
{
    public static Delegate MakeGetter<TSource, TDestination>(DataViewRow row, DataViewSchema.Column source, Func<TSource, TDestination> map) =>
        source.Type is VectorDataViewType ? MakeVectorGetter(row, source, map) : MakeScalarGetter(row, source, map);

    private static ValueGetter<TDestination> MakeScalarGetter<TSource, TDestination>(
        DataViewRow row, DataViewSchema.Column source, Func<TSource, TDestination> map)
    {
        ValueGetter<TSource> getter = row.GetGetter<TSource>(source);
        TSource value = default;
        return (ref TDestination destination) =>
        {
            getter(ref value);
            destination = map(value);
        };
    }

    /// <summary>A sparse vector stays sparse where its implicit values map to the default.</summary>
    private static ValueGetter<VBuffer<TDestination>> MakeVectorGetter<TSource, TDestination>(
        DataViewRow row, DataViewSchema.Column source, Func<TSource, TDestination> map)
    {
        ValueGetter<VBuffer<TSource>> getter = row.GetGetter<VBuffer<TSource>>(source);
        VBuffer<TSource> vector = default;
        TDestination ofDefault = map(default);
        bool keepsSparsity = EqualityComparer<TDestination>.Default.Equals(ofDefault, default);
        return (ref VBuffer<TDestination> destination) =>
        {
            getter(ref vector);
            ReadOnlySpan<TSource> values = vector.GetValues();
            ReadOnlySpan<int> indices = vector.GetIndices();
            if (vector.IsDense || keepsSparsity)
            {
                VBufferEditor<TDestination> same = VBufferEditor.Create(ref destination, vector.Length, values.Length);
                for (int i = 0; i < values.Length; i++)
                {
                    same.Values[i] = map(values[i]);
                }

                if (!vector.IsDense)
                {
                    indices.CopyTo(same.Indices);
                }

                destination = same.Commit();
                return;
            }

            VBufferEditor<TDestination> dense = VBufferEditor.Create(ref destination, vector.Length);
            dense.Values.Fill(ofDefault);
            for (int i = 0; i < values.Length; i++)
            {
                dense.Values[indices[i]] = map(values[i]);
            }

            destination = dense.Commit();
        };
    }
}
