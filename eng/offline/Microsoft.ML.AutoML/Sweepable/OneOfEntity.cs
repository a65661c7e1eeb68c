namespace Microsoft.ML.AutoML;

internal sealed class OneOfEntity : Entity
{
    public override string ToString() => $"{Left} + {Right}";
}
