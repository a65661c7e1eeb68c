namespace Microsoft.ML.AutoML;

/// <summary>The key of an estimator in its pipeline; Nil stands for none.</summary>
internal sealed class NameEntity(string name) : Entity
{
    public const string Nil = "Nil";

    internal override IEnumerable<string> Names => name == Nil ? [] : [name];

    internal override Entity Replace(Func<Entity, Entity> leaf) => name == Nil ? this : leaf(this);

    public override string ToString() => name;
}
