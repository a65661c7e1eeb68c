
namespace MLExtensions.Parity;

/// <summary>Runs a case and compares all that it names: outputs, buffers, gradients.</summary>
internal static class CaseCheck
{
    public static CaseResult Run(string path)
    {
        ParityCase reference;
        try
        {
            reference = ParityCase.Read(path);
        }
#pragma warning disable CA1031 // A file that is no case is a failure of that file alone.
        catch (Exception exception)
        {
            return new CaseResult($"cannot be read: {exception.Message}");
        }

        if (!OperationTable.TryGet(reference.Operation, out Action<CaseRun>? operation))
        {
            return new CaseResult($"no operation is known as '{reference.Operation}'", Skipped: true);
        }

        try
        {
            using var run = new CaseRun(reference);
            operation(run);
            return new CaseResult(run.FindDifference());
        }
        catch (Exception exception)
        {
            return new CaseResult($"{exception.GetType().Name}: {exception.Message}");
        }
#pragma warning restore CA1031
    }
}
