using System.Globalization;
using MLExtensions.AutoML;
using MLExtensions.Testing;

// "run FOLDER TRIALS PARALLEL" runs a search with successive halving, or goes on with it, prints a line as each trial ends, and then the leaderboard.
// "networks", "bad" and "other" are searches to be run as workers of. "prints" is "networks" of a program that prints on its way, to the worker's stream too.
// "forgets" does not know that it may be a worker. "stops" ends before it is one.
switch (args)
{
    case ["run", var folder, var trials, var parallel]:
        using (var result = SmallSearch.Halved()
            .SetFolder(folder)
            .SetMaxModelToExplore(int.Parse(trials, CultureInfo.InvariantCulture))
            .SetParallelTrials(int.Parse(parallel, CultureInfo.InvariantCulture), threadsPerTrial: 1)
            .SetProgress(new Lines())
            .Run())
        {
            foreach (string line in SmallSearch.Text(result))
            {
                Console.WriteLine($"result {line}");
            }
        }

        break;
    case ["stops", ..]:
        Console.Error.WriteLine("This program stops at once.");
        Environment.Exit(3);
        break;
    case ["forgets", ..]:
        SmallSearch.Networks().SetMaxModelToExplore(1).SetWorkerProcesses().Run();
        break;
    case ["prints", ..]:
        Console.Write("A line without an end.");
        goto default;
    default:
        if (!TrialWorker.TryRun(args, own => own[0] switch
        {
            "bad" => SmallSearch.Bad(),
            "other" => SmallSearch.Networks(rows: 60),
            _ => SmallSearch.Networks(),
        }))
        {
            Console.Error.WriteLine("Expected: run FOLDER TRIALS PARALLEL, or to be started as a worker.");
            Environment.Exit(2);
        }

        break;
}

internal sealed class Lines : IProgress<SearchUpdate>
{
    public void Report(SearchUpdate value)
    {
        if (value.Event is SearchEvent.TrialEnded or SearchEvent.TrialPaused)
        {
            Console.WriteLine($"{value.Event} {value.TrialId}");
        }
    }
}
