using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class SchemaDefinition
{
    public sealed class Column
    {
        private readonly Dictionary<string, (DataViewType Type, Delegate Getter)> _annotations = [];

        internal Column(string memberName, DataViewType columnType, string columnName = null)
        {
            Contracts.CheckNonEmpty(memberName, nameof(memberName));
            MemberName = memberName;
            ColumnName = columnName ?? memberName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach ((string kind, (DataViewType type, Delegate getter)) in _annotations)
                {
                    builder.Add(kind, type, getter);
                }

                return builder.ToAnnotations();
            }
        }

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            Contracts.Check(!_annotations.ContainsKey(kind), "Column already contains an annotation of this kind.");
            InternalSchemaDefinition.GetVectorAndItemType("annotation value", typeof(T), out bool isVector, out Type itemType);
            Contracts.Check(
                isVector == annotationType is VectorDataViewType && itemType == annotationType.GetItemType().RawType,
                $"The value of annotation '{kind}' has type {typeof(T)}, which does not fit {annotationType}.");
            _annotations[kind] = (annotationType, ConstantGetter(value));
        }

        internal void SetAnnotation(string kind, DataViewType type, Delegate getter) => _annotations[kind] = (type, getter);

        private static Delegate ConstantGetter<T>(T value)
        {
            switch (value)
            {
                case string text:
                    return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> destination) => destination = text.AsMemory());
                case string[] texts:
                    return VectorGetter(Array.ConvertAll(texts, text => text.AsMemory()));
                case Array array:
                    return GenericCall.Invoke<Delegate>(VectorGetter<int>, array.GetType().GetElementType(), array);
                default:
                    if (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>))
                    {
                        return GenericCall.Invoke<Delegate>(BufferGetter<int>, typeof(T).GetGenericArguments()[0], value);
                    }

                    return (ValueGetter<T>)((ref T destination) => destination = value);
            }
        }

        private static Delegate VectorGetter<TItem>(TItem[] items) =>
            (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) => VBuffer<TItem>.Copy(items, 0, ref destination, items.Length));

        private static Delegate BufferGetter<TItem>(VBuffer<TItem> buffer) =>
            (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) => buffer.CopyTo(ref destination));
    }
}
