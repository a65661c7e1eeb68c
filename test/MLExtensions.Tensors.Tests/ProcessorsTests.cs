using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Tests;

[TestClass]
public class ProcessorsTests
{
    [TestMethod]
    public void Leave_WhereAnotherProcessorIsAllowed_GoesThereAndMayComeBack()
    {
        int before = Before(), after = -1;
        string allowedBefore = "", allowedAfter = "";
        bool[] isTaken = new bool[Processors.Most];
        OnAThread(() =>
        {
            allowedBefore = Allowed();
            before = Processors.Current;
            isTaken[before] = true;
            Processors.Leave(isTaken);
            after = Processors.Current;
            allowedAfter = Allowed();
        });

        if (Environment.ProcessorCount == 1)
        {
            Assert.AreEqual(before, after);
        }

        Assert.IsGreaterThanOrEqualTo(0, after);
        Assert.AreEqual(allowedBefore, allowedAfter);
        if (Environment.ProcessorCount > 1)
        {
            // It may have been moved on since, but not be stuck: of many tries most end elsewhere.
            int moved = 0;
            OnAThread(() =>
            {
                for (int i = 0; i < 20; i++)
                {
                    Array.Clear(isTaken);
                    int from = Processors.Current;
                    isTaken[from] = true;
                    Processors.Leave(isTaken);
                    moved += Processors.Current != from ? 1 : 0;
                }
            });
            Assert.IsGreaterThan(10, moved);
        }
    }

    [TestMethod]
    public void Leave_WhereAllAreTaken_LeavesTheThreadAsItIs()
    {
        Before();
        string before = "", after = "";
        bool[] isTaken = new bool[Processors.Most];
        Array.Fill(isTaken, true);
        OnAThread(() =>
        {
            before = Allowed();
            Processors.Leave(isTaken);
            after = Allowed();
        });

        Assert.AreNotEqual("", before);
        Assert.AreEqual(before, after);
        Assert.IsGreaterThanOrEqualTo(0, Processors.Current, "Still known afterwards.");
    }

    private static int Before()
    {
        int current = Processors.Current;
        if (!OperatingSystem.IsLinux())
        {
            Assert.AreEqual(-1, current);
            Assert.Inconclusive("Threads are moved on Linux only.");
        }

        Assert.IsGreaterThanOrEqualTo(0, current);
        return current;
    }

    /// <summary>The kernel's own list of the processors that this thread may use.</summary>
    private static string Allowed() => File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal));

    private static void OnAThread(ThreadStart work)
    {
        var thread = new Thread(work);
        thread.Start();
        thread.Join();
    }
}
