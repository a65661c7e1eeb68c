namespace Microsoft.ML.AutoML;

internal sealed class ConcatenateEntity : Entity
{
    public override string ToString() => $"{Factor(Left)} * {Factor(Right)}";

    private static string Factor(Entity entity) => entity is OneOfEntity ? $"({entity})" : entity.ToString();
}
