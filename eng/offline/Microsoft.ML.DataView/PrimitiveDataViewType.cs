namespace Microsoft.ML.Data;

public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
        {
            throw new ArgumentException("A PrimitiveDataViewType cannot have a disposable RawType", nameof(rawType));
        }
    }
}
