using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fills an object's members with a row's values. Arrays of the right length are filled, others replaced.</summary>
internal sealed class ObjectFiller<TRow>
    where TRow : class
{
    private readonly (int Column, Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Bind)[] _members;

    public ObjectFiller(IHostEnvironment env, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        var members = new List<(int, Func<DataViewRow, DataViewSchema.Column, Action<TRow>>)>();
        foreach (InternalSchemaDefinition.Column column in InternalSchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write, definition).Columns)
        {
            if (schema.TryGetColumnIndex(column.Name, out int index))
            {
                members.Add((index, Compile(env, column, schema[index].Type)));
            }
            else if (!ignoreMissingColumns)
            {
                throw env.ExceptSchemaMismatch("Schema", "", column.Name);
            }
        }

        _members = [.. members];
    }

    /// <summary>The columns of the schema that are read.</summary>
    public IEnumerable<int> Columns => _members.Select(member => member.Column);

    /// <summary>What fills an object from the place where the row then stands.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        Action<TRow>[] setters = Array.ConvertAll(_members, member => member.Bind(row, row.Schema[member.Column]));
        return destination =>
        {
            foreach (Action<TRow> setter in setters)
            {
                setter(destination);
            }
        };
    }

    private static Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Compile(
        IHostEnvironment env, InternalSchemaDefinition.Column column, DataViewType type)
    {
        InternalSchemaDefinition.GetVectorAndItemType(column.Member, out bool isVector, out Type itemType);
        env.Check(
            isVector == type is VectorDataViewType && type.GetItemType().RawType == itemType,
            $"Can't bind the IDataView column '{column.Name}' of type '{type}' to field or property '{column.Member.Name}' of type '{column.MemberType.FullName}'.");
        Type memberType = column.MemberType;
        return memberType == typeof(string) ? Text(column.Member)
            : memberType == typeof(string[]) ? Items<ReadOnlyMemory<char>, string>(column.Member, text => text.ToString())
            : memberType.IsArray ? Generic(Items<int>, itemType, column.Member)
            : isVector ? Generic(Buffer<int>, itemType, column.Member)
            : Generic(Value<int>, memberType, column.Member);
    }

    private static Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Generic(Delegate method, Type type, MemberInfo member) =>
        GenericCall.Invoke<Func<DataViewRow, DataViewSchema.Column, Action<TRow>>>(method, type, member);

    private static Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Text(MemberInfo member)
    {
        var set = MemberAccess.Setter<TRow, string>(member);
        return (row, column) =>
        {
            var get = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> value = default;
            return destination =>
            {
                get(ref value);
                set(destination, value.ToString());
            };
        };
    }

    private static Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Value<TValue>(MemberInfo member)
    {
        var set = MemberAccess.Setter<TRow, TValue>(member);
        return (row, column) =>
        {
            var get = row.GetGetter<TValue>(column);
            TValue value = default;
            return destination =>
            {
                get(ref value);
                set(destination, value);
            };
        };
    }

    private static Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Items<TItem>(MemberInfo member) => Items<TItem, TItem>(member, null);

    private static Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Items<TItem, TElement>(MemberInfo member, Func<TItem, TElement> convert)
    {
        var set = MemberAccess.Setter<TRow, TElement[]>(member);
        var current = MemberAccess.CanRead(member) ? MemberAccess.Getter<TRow, TElement[]>(member) : _ => null;
        return (row, column) =>
        {
            var get = row.GetGetter<VBuffer<TItem>>(column);
            VBuffer<TItem> value = default;
            return destination =>
            {
                get(ref value);
                TElement[] array = current(destination);
                if ((array?.Length ?? 0) != value.Length)
                {
                    array = new TElement[value.Length];
                }
                else if (array is null)
                {
                    return; // an empty vector leaves what the object's constructor gave
                }

                if (convert is null)
                {
                    value.CopyTo((TItem[])(object)array);
                }
                else
                {
                    foreach ((int index, TItem item) in value.Items(all: true))
                    {
                        array[index] = convert(item);
                    }
                }

                set(destination, array);
            };
        };
    }

    private static Func<DataViewRow, DataViewSchema.Column, Action<TRow>> Buffer<TItem>(MemberInfo member)
    {
        var set = MemberAccess.Setter<TRow, VBuffer<TItem>>(member);
        var current = MemberAccess.CanRead(member) ? MemberAccess.Getter<TRow, VBuffer<TItem>>(member) : _ => default;
        return (row, column) =>
        {
            var get = row.GetGetter<VBuffer<TItem>>(column);
            return destination =>
            {
                VBuffer<TItem> value = current(destination);
                get(ref value);
                set(destination, value);
            };
        };
    }
}
