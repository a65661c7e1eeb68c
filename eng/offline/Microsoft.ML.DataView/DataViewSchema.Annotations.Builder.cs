using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    public sealed partial class Annotations
    {
        public sealed class Builder
        {
            private readonly DataViewSchema.Builder _schema = new();
            private readonly List<Delegate> _getters = [];

            public Builder()
            {
            }

            public void Add(Annotations annotations, Func<string, bool> selector)
            {
                if (annotations is null)
                {
                    return;
                }

                ArgumentNullException.ThrowIfNull(selector);
                foreach (Column column in annotations.Schema)
                {
                    if (selector(column.Name))
                    {
                        Add(column.Name, column.Type, annotations.GetGetterInternal(column.Index), column.Annotations);
                    }
                }
            }

            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations annotations = null)
            {
                CheckType<TValue>(type);
                Add(name, type, (Delegate)getter, annotations);
            }

            public void Add(string name, DataViewType type, Delegate getter, Annotations annotations = null)
            {
                ArgumentNullException.ThrowIfNull(type);
                ArgumentNullException.ThrowIfNull(getter);
                Type expected = typeof(ValueGetter<>).MakeGenericType(type.RawType);
                if (getter.GetType() != expected)
                {
                    throw new ArgumentException($"{nameof(getter)} must be of type '{expected.FullName}'", nameof(getter));
                }

                _schema.AddColumn(name, type, annotations);
                _getters.Add(getter);
            }

            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations annotations = null)
            {
                CheckType<TValue>(type);
                Add(name, type, (ref TValue destination) => destination = value, annotations);
            }

            public Annotations ToAnnotations() => new(_schema.ToSchema(), [.. _getters]);

            private static void CheckType<TValue>(DataViewType type)
            {
                ArgumentNullException.ThrowIfNull(type);
                if (type.RawType != typeof(TValue))
                {
                    throw new ArgumentException($"type.RawType must be of type '{typeof(TValue).FullName}'.", nameof(type));
                }
            }
        }
    }
}
