namespace Microsoft.ML.Data;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    public abstract bool Equals(DataViewTypeAttribute other);

    public abstract void Register();
}
