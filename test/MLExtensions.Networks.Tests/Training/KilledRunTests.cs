using System.Diagnostics;
using MLExtensions.KilledRun;

namespace MLExtensions.Networks.Tests;

/// <summary>A process that trains is killed at moments of no one's choosing; the next one goes on.</summary>
[TestClass]
public sealed class KilledRunTests
{
    private const int Kills = 50;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void AProcessKilledFiftyTimes_LeavesAWholeCheckpointEachTime_AndEndsWithTheBitsOfAnUnbrokenRun()
    {
        string expected = LongRun.Bits(LongRun.Train(checkpoint: null));
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        var random = new Random(1);
        int whileWriting = 0;
        long position = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            Kill(path, random);
            whileWriting += folder.Names.Count(name => name.EndsWith(".tmp", StringComparison.Ordinal));
            if (File.Exists(path))
            {
                // The older one or the newer one, but whole, and never further back than before.
                using FileStream stream = File.OpenRead(path);
                CheckpointDescription description = Checkpoint.Read(stream, path).Description;
                long reached = (description.Epochs.Count * (long)LongRun.Steps) + description.Batches;
                Assert.IsGreaterThanOrEqualTo(position, reached);
                position = reached;
            }
        }

        TestContext.WriteLine($"{whileWriting} of {Kills} kills came while a checkpoint was being written.");
        Assert.IsGreaterThan(0, position);
        Assert.IsGreaterThan(0, whileWriting, "No kill came while a checkpoint was being written: the test shows too little.");

        Network network = LongRun.Train(new CheckpointOptions { Path = path });
        Assert.AreEqual(expected, LongRun.Bits(network));
        CollectionAssert.AreEqual(new[] { "run.checkpoint" }, folder.Names);
    }

    // After a few batches of its own and some moments more, most of which go into writing.
    private static void Kill(string path, Random random)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MLExtensions.KilledRun.dll"), path])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        })!;
        for (int batches = random.Next(1, 10); batches > 0; batches--)
        {
            Assert.AreEqual("batch", process.StandardOutput.ReadLine());
        }

        TimeSpan delay = TimeSpan.FromMilliseconds(random.NextDouble() * 2);
        long start = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= delay);
        process.Kill();
        process.WaitForExit();
        Assert.AreNotEqual(0, process.ExitCode);
    }
}
