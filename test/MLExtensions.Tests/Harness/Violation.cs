namespace MLExtensions.Tests.Harness;

/// <summary>A broken promise.</summary>
/// <param name="Estimator">Whose it was.</param>
/// <param name="Promise">What was promised.</param>
/// <param name="Detail">What was found instead.</param>
internal sealed record Violation(string Estimator, Promise Promise, string Detail)
{
    public override string ToString() => $"{Estimator} breaks '{Promise}': {Detail}";
}
