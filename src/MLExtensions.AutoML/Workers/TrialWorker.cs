using System.Text;

namespace MLExtensions.AutoML;

/// <summary>
/// Makes a program its own worker: <see cref="ParallelExperiment.SetWorkerProcesses"/> starts it again with private arguments, and there <c>TryRun</c> runs trials instead of the
/// rest of the program. So the user's own functions, such as those that make estimators, exist in the worker too.
/// </summary>
/// <example>
/// <code>
/// if (TrialWorker.TryRun(args, CreateExperiment))
/// {
///     return;
/// }
///
/// var result = CreateExperiment().SetWorkerProcesses().SetTrainingTimeInSeconds(60).Run();
/// </code>
/// </example>
public static class TrialWorker
{
    internal const string Argument = "--mlextensions-trial-worker";

    /// <summary>Set in the environment of workers: a program that forgets to call <see cref="TryRun(string[], Func{ParallelExperiment})"/> must not start workers of its own.</summary>
    internal const string Variable = "MLEXTENSIONS_TRIAL_WORKER";

    private static bool s_isRunning;

    /// <summary>Whether this process was started as a worker, but does not know it.</summary>
    internal static bool IsUnawareWorker => Environment.GetEnvironmentVariable(Variable) is not null && !s_isRunning;

    /// <summary>Runs trials where the program was started as a worker process, until the search ends. To be called first; what the program prints then goes to the error stream.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="createExperiment">Sets up the experiment: pipeline, data set and metric as in the search. Budgets, tuner, monitor and folder do not matter here.</param>
    /// <returns>Whether it was a worker: the program is to end then. False at once where it was not.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static bool TryRun(string[] args, Func<ParallelExperiment> createExperiment)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(createExperiment);
        return TryRun(args, _ => createExperiment());
    }

    /// <summary>As <see cref="TryRun(string[], Func{ParallelExperiment})"/>, for a function that takes the program's own arguments.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="createExperiment">Sets up the experiment, given the arguments without those of the worker.</param>
    /// <returns>Whether it was a worker.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static bool TryRun(string[] args, Func<string[], ParallelExperiment> createExperiment)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(createExperiment);
        if (args is not [.., Argument])
        {
            return false;
        }

        s_isRunning = true;

        // Ctrl+C in a terminal comes to workers as well: what it means the search decides, and where that ends, so does the input.
        Console.CancelKeyPress += (_, key) => key.Cancel = true;
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var input = new StreamReader(Console.OpenStandardInput(), encoding);
        using var output = new StreamWriter(Console.OpenStandardOutput(), encoding) { AutoFlush = true };
        Console.SetOut(Console.Error);
        new WorkerLoop(input, output, () => createExperiment(args[..^1])).Run();
        return true;
    }
}
