namespace Microsoft.ML.AutoML;

/// <summary>A sum (one of two) or a product (one after the other) of entities, or the name of an estimator.</summary>
public abstract class Entity
{
    public Entity()
    {
    }

    public Entity Left { get; set; }

    public Entity Right { get; set; }

    public static Entity FromExpression(string expression) => EntityParser.Parse(expression);

    public static Entity operator +(Entity left, Entity right) => new OneOfEntity { Left = left, Right = right };

    public static Entity operator *(Entity left, Entity right) => new ConcatenateEntity { Left = left, Right = right };

    /// <summary>The names in it, from left to right.</summary>
    internal virtual IEnumerable<string> Names => Left.Names.Concat(Right.Names);

    /// <summary>Its products, once multiplied out.</summary>
    internal IEnumerable<Entity> Terms => Flatten(MultiplyOut(this));

    /// <summary>The same with other leaves.</summary>
    internal virtual Entity Replace(Func<Entity, Entity> leaf) =>
        this is OneOfEntity ? Left.Replace(leaf) + Right.Replace(leaf) : Left.Replace(leaf) * Right.Replace(leaf);

    private static Entity MultiplyOut(Entity entity) => entity switch
    {
        OneOfEntity => MultiplyOut(entity.Left) + MultiplyOut(entity.Right),
        ConcatenateEntity => Product(MultiplyOut(entity.Left), MultiplyOut(entity.Right)),
        _ => entity,
    };

    private static Entity Product(Entity left, Entity right) => (left, right) switch
    {
        (OneOfEntity a, OneOfEntity b) => Product(a.Left, b.Left) + Product(a.Left, b.Right) + Product(a.Right, b.Left) + Product(a.Right, b.Right),
        (OneOfEntity a, _) => Product(a.Left, right) + Product(a.Right, right),
        (_, OneOfEntity b) => Product(left, b.Left) + Product(left, b.Right),
        _ => left * right,
    };

    private static IEnumerable<Entity> Flatten(Entity sum) => sum is OneOfEntity ? Flatten(sum.Left).Concat(Flatten(sum.Right)) : [sum];
}
