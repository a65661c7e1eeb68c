namespace MLExtensions.Tests.StandIn;

/// <summary>A public member in a form that source text and reflection can both be brought to.</summary>
/// <param name="Type">The type it is declared in, `Microsoft.ML.DataViewSchema.Builder`, generic ones with their arity, `VBuffer`1`.</param>
/// <param name="Kind">`type`, `method`, `constructor`, `property`, `field` or `event`.</param>
/// <param name="Name">Its name, with the arity of a generic method.</param>
/// <param name="Parameters">Modifier, type and name of each parameter.</param>
/// <param name="Returns">The type of its value; empty for types, constructors and the members of an enum.</param>
internal sealed record ApiMember(string Type, string Kind, string Name, string Parameters, string Returns)
{
    /// <summary>The default of each parameter as far as it is a literal, else `?`; no part of what makes members equal.</summary>
    public IReadOnlyList<string> Defaults { get; init; } = [];

    public bool Equals(ApiMember? other) =>
        other is not null && (Type, Kind, Name, Parameters, Returns) == (other.Type, other.Kind, other.Name, other.Parameters, other.Returns);

    public override int GetHashCode() => HashCode.Combine(Type, Kind, Name, Parameters, Returns);

    /// <summary>False where both give a literal and the two differ.</summary>
    public bool DefaultsAgree(ApiMember other) =>
        Defaults.Zip(other.Defaults).All(pair => pair.First == pair.Second || pair.First == "?" || pair.Second == "?");
}
