using System.Diagnostics;

namespace MLExtensions.Benchmarks;

/// <summary>This program again, in a process of its own.</summary>
internal static class OwnProcess
{
    /// <summary>Starts it; its input and output are ours.</summary>
    public static Process Start(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        string[] all = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(OwnProcess).Assembly.Location, .. arguments] : arguments;
        return Process.Start(new ProcessStartInfo(program, all) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }
}
