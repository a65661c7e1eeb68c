using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace MLExtensions.AutoML;

/// <summary>The program that worker processes run: this one, or another.</summary>
internal static class WorkerProgram
{
    /// <summary>The command that starts a worker.</summary>
    /// <param name="options">How it is started.</param>
    /// <param name="threads">Threads that its trials may use.</param>
    /// <exception cref="WorkerStartException">The program is not known.</exception>
    public static ProcessStartInfo StartInfo(WorkerProcessOptions options, int threads)
    {
        List<string> arguments = [];
        string? file = options.FileName;
        if (file is null)
        {
            file = Environment.ProcessPath ?? throw new WorkerStartException("This process does not know its own program. Set WorkerProcessOptions.FileName.");
            string[] own = Environment.GetCommandLineArgs();
            if (Path.GetFileNameWithoutExtension(file).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            {
                arguments.Add(Assembly.GetEntryAssembly()?.Location is { Length: > 0 } dll ? dll : own[0]);
            }

            arguments.AddRange(options.Arguments ?? own[1..]);
        }
        else
        {
            arguments.AddRange(options.Arguments ?? []);
        }

        arguments.Add(TrialWorker.Argument);
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = encoding,
            StandardOutputEncoding = encoding,
            StandardErrorEncoding = encoding,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment[TrialWorker.Variable] = "1";

        // Trainers that take as many threads as there are processors keep to it too.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = threads.ToString(CultureInfo.InvariantCulture);
        return start;
    }
}
