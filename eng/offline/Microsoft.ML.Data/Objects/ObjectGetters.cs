namespace Microsoft.ML.Data;

/// <summary>Makes the getters of columns that are members of an object.</summary>
internal static class ObjectGetters<TRow>
    where TRow : class
{
    /// <summary>Compiles the access to a column's member; the result makes a getter for a row, given where its object is.</summary>
    public static Func<Func<TRow>, Delegate> Compile(InternalSchemaDefinition.Column column)
    {
        Type memberType = column.MemberType;
        if (memberType == typeof(string))
        {
            var text = MemberAccess.Getter<TRow, string>(column.Member);
            return row => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text(row()).AsMemory());
        }

        if (memberType == typeof(string[]))
        {
            return Texts(column);
        }

        if (memberType.IsArray)
        {
            return GenericCall.Invoke<Func<Func<TRow>, Delegate>>(Array<int>, memberType.GetElementType(), column);
        }

        if (column.Type is VectorDataViewType vector)
        {
            return GenericCall.Invoke<Func<Func<TRow>, Delegate>>(Buffer<int>, vector.ItemType.RawType, column);
        }

        return column.Type is KeyDataViewType key ? Key(column, key)
            : GenericCall.Invoke<Func<Func<TRow>, Delegate>>(Value<int>, memberType, column);
    }

    private static Func<Func<TRow>, Delegate> Value<TValue>(InternalSchemaDefinition.Column column)
    {
        var get = MemberAccess.Getter<TRow, TValue>(column.Member);
        return row => (ValueGetter<TValue>)((ref TValue value) => value = get(row()));
    }

    private static Func<Func<TRow>, Delegate> Array<TItem>(InternalSchemaDefinition.Column column)
    {
        var get = MemberAccess.Getter<TRow, TItem[]>(column.Member);
        return row => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) =>
        {
            TItem[] items = get(row()) ?? [];
            VBuffer<TItem>.Copy(items, 0, ref value, items.Length);
        });
    }

    private static Func<Func<TRow>, Delegate> Texts(InternalSchemaDefinition.Column column)
    {
        var get = MemberAccess.Getter<TRow, string[]>(column.Member);
        return row => (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            string[] items = get(row()) ?? [];
            var editor = VBufferEditor.Create(ref value, items.Length);
            for (int i = 0; i < items.Length; i++)
            {
                editor.Values[i] = items[i].AsMemory();
            }

            value = editor.Commit();
        });
    }

    private static Func<Func<TRow>, Delegate> Buffer<TItem>(InternalSchemaDefinition.Column column)
    {
        var get = MemberAccess.Getter<TRow, VBuffer<TItem>>(column.Member);
        return row => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) => get(row()).CopyTo(ref value));
    }

    /// <summary>An object holds keys from zero; in a column zero means missing, so they are one more there. Those over the count are missing.</summary>
    private static Func<Func<TRow>, Delegate> Key(InternalSchemaDefinition.Column column, KeyDataViewType type)
    {
        ulong count = type.Count;
        if (type.RawType == typeof(byte))
        {
            var get = MemberAccess.Getter<TRow, byte>(column.Member);
            return row => (ValueGetter<byte>)((ref byte value) => value = get(row()) is byte key && key < count ? (byte)(key + 1) : (byte)0);
        }

        if (type.RawType == typeof(ushort))
        {
            var get = MemberAccess.Getter<TRow, ushort>(column.Member);
            return row => (ValueGetter<ushort>)((ref ushort value) => value = get(row()) is ushort key && key < count ? (ushort)(key + 1) : (ushort)0);
        }

        if (type.RawType == typeof(uint))
        {
            var get = MemberAccess.Getter<TRow, uint>(column.Member);
            return row => (ValueGetter<uint>)((ref uint value) => value = get(row()) is uint key && key < count ? key + 1 : 0);
        }

        var getLong = MemberAccess.Getter<TRow, ulong>(column.Member);
        return row => (ValueGetter<ulong>)((ref ulong value) => value = getLong(row()) is ulong key && key < count ? key + 1 : 0);
    }
}
