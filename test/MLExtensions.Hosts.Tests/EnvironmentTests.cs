using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class EnvironmentTests
{
    [TestMethod]
    public void Log_TellsSourceKindAndText()
    {
        var context = new MLContext(1);
        var seen = new List<LoggingEventArgs>();
        context.Log += (_, message) => seen.Add(message);
        IHost host = ((IHostEnvironment)context).Register("Worker");
        using (IChannel channel = host.Start("Step"))
        {
            channel.Warning(MessageSensitivity.None, "{0} of {1}", 3, 4);
        }

        LoggingEventArgs warning = seen.Single(message => message.Kind == ChannelMessageKind.Warning);
        Assert.AreEqual("3 of 4", warning.RawMessage);
        StringAssert.Contains(warning.Source, "Worker");
        StringAssert.Contains(warning.Source, "Step");
        StringAssert.Contains(warning.Message, "3 of 4");
        Assert.IsTrue(seen.Any(message => message.Kind == ChannelMessageKind.Trace), "a channel tells of its start and end");
    }

    [TestMethod]
    public void Register_FromContextsOfOneSeed_GivesTheSameRandomNumbers()
    {
        static double Draw(int seed) => ((IHostEnvironment)new MLContext(seed)).Register("Worker").Rand.NextDouble();

        Assert.AreEqual(Draw(7), Draw(7));
        Assert.AreNotEqual(Draw(7), Draw(8));
    }

    [TestMethod]
    public void Rand_OfAHost_IsUniform()
    {
        Random random = ((IHostEnvironment)new MLContext(3)).Register("Worker").Rand;
        double[] drawn = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())];
        Assert.IsTrue(drawn.All(number => number is >= 0 and < 1));

        // Mean 1/2 and variance 1/12 of the uniform distribution, within six standard errors.
        Assert.AreEqual(0.5, drawn.Average(), 6 * Math.Sqrt(1 / 12.0 / drawn.Length));
        Assert.AreEqual(1 / 12.0, drawn.Average(number => Math.Pow(number - 0.5, 2)), 6 * Math.Sqrt(1 / 180.0 / drawn.Length));
        int[] counts = new int[10];
        foreach (int number in Enumerable.Range(0, 10_000).Select(_ => random.Next(10)))
        {
            counts[number]++;
        }

        Assert.IsTrue(counts.All(count => Math.Abs(count - 1000) < 6 * Math.Sqrt(900)), string.Join(' ', counts));
    }

    [TestMethod]
    public void Options_AreKeptByName()
    {
        var context = new MLContext();
        Assert.IsTrue(context.TryAddOption("answer", 42));
        Assert.IsFalse(context.TryAddOption("answer", 43));
        Assert.IsTrue(context.TryGetOption("answer", out int answer));
        Assert.AreEqual(42, answer);
        Assert.IsFalse(context.TryGetOption<string>("answer", out _));
        context.SetOption("answer", 43);
        Assert.AreEqual(43, context.GetOptionOrDefault<int>("answer"));
        Assert.IsTrue(context.RemoveOption("answer"));
        Assert.AreEqual(0, context.GetOptionOrDefault<int>("answer"));
        Assert.ThrowsExactly<ArgumentNullException>(() => context.SetOption("", 1));
    }

    [TestMethod]
    public void GpuDeviceId_IsNoneUnlessSet()
    {
        var context = new MLContext();
        Assert.IsNull(context.GpuDeviceId);
        context.GpuDeviceId = 1;
        context.FallbackToCpu = true;
        Assert.AreEqual(1, context.GpuDeviceId);
        Assert.IsTrue(context.FallbackToCpu);
    }
}
