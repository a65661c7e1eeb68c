namespace MLExtensions.Tests.Harness;

/// <summary>Collects what an estimator breaks, so that one run tells all of it.</summary>
internal sealed class Findings(string estimator)
{
    private readonly List<Violation> _violations = [];

    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Runs a check of a promise; whatever it throws breaks the promise. Gives whether it held.</summary>
    public bool Check(Promise promise, Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (Exception error)
        {
            string detail = error is UnitTestAssertException ? error.Message : $"{error.GetType().Name}: {error.Message}";
            _violations.Add(new Violation(estimator, promise, detail));
            return false;
        }
    }
}
