using System.Diagnostics;

namespace MLExtensions.Benchmarks;

/// <summary>A process that does nothing but keep the last processor busy, while this lives.</summary>
internal sealed class BusyNeighbour : IDisposable
{
    /// <summary>The argument that makes this program the neighbour.</summary>
    public const string Argument = "--be-busy";

    private readonly Process _process;

    public BusyNeighbour()
    {
        _process = OwnProcess.Start(Argument);

        // It says when it begins.
        _process.StandardOutput.ReadLine();
    }

    /// <summary>What the neighbour does: until its input ends, so that it does not outlive the one who started it.</summary>
    public static int Run()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().ProcessorAffinity = (nint)1 << (Math.Min(Environment.ProcessorCount, 63) - 1);
        }

        var ended = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            Environment.Exit(0);
        })
        { IsBackground = true };
        ended.Start();
        Console.WriteLine("busy");
        ulong x = 1;
        while (true)
        {
            x = x * 6364136223846793005 + 1442695040888963407;
            if (x == 0)
            {
                return 1;
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
