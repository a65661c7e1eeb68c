using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MLExtensions.Benchmarks;
using Microsoft.ML;

// Times our engine and PyTorch on the same workloads, in turn, in one run; prints a line a workload and writes all figures to a file under artifacts/.
if (args is [BusyNeighbour.Argument])
{
    return BusyNeighbour.Run();
}

if (args is [MemoryUse.Argument, var name])
{
    return MemoryUse.Run(name);
}

if (args is ["--kernels", .. var rest])
{
    // In this process: the other way, a generated project, would have to find the same Microsoft.ML as this one.
    var config = ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .WithArtifactsPath(Path.Combine("artifacts", "kernels"));
    BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(rest, config);
    return 0;
}

if (BenchmarkOptions.TryParse(args) is not { } options)
{
    Console.Error.WriteLine(BenchmarkOptions.Usage);
    return 2;
}

Workload[] workloads = [.. AllWorkloads.Get().Where(options.Includes)];
if (options.List || workloads.Length == 0)
{
    Console.WriteLine(string.Join(Environment.NewLine, AllWorkloads.Get().Select(workload => $"{workload.Name,-14}{workload.Target,5:F2}  {workload.What}")));
    return options.List ? 0 : 2;
}

List<(TorchProcess Process, TorchSettings Settings)> peers = [];
try
{
    string peer = StartPeers();
    double onePeak = MachinePeak.Measure(1), peak = Math.Max(onePeak, MachinePeak.Measure(Environment.ProcessorCount));
    string machine = string.Create(CultureInfo.InvariantCulture, $"{Processor()}, {Environment.ProcessorCount} processors, {Width()}-bit vectors, measured peak {onePeak / 1e9:F0} GFLOP/s on one, {peak / 1e9:F0} on all");
    string host = $"{typeof(MLContext).Assembly.GetName().Name} {File.GetLastWriteTimeUtc(typeof(MLContext).Assembly.Location):yyyy-MM-dd}, .NET {Environment.Version}";
    Console.WriteLine($"{machine}\n{host}\npeer: {peer}\nmedians of {options.Rounds} rounds or more of {options.Seconds} s, the sides in turn; ms a step, an epoch, a product or a prediction; ratio: the median of the rounds' ratios\n");
    Console.WriteLine($"{"name",-14}{"ours_ms",11}{"peer_ms",11}{"ratio",8}{"target",8}         {"GFLOP",9}{"of peak",9}{"managed B",11}{"buffers MB",12}  settings");
    List<Result> results = [];
    foreach (Workload workload in workloads)
    {
        if (workload.Obstacle is { } obstacle)
        {
            Console.WriteLine($"{workload.Name,-14}skipped: {obstacle}");
            continue;
        }

        Result result = new Measurement(options, peers, onePeak, peak).Run(workload);
        results.Add(result);
        Console.WriteLine(Line(result));
    }

    Directory.CreateDirectory("artifacts");
    string file = Path.Combine("artifacts", $"bench-{DateTime.Now:yyyyMMdd-HHmmss}.json");
    File.WriteAllText(file, JsonSerializer.Serialize(
        new { Machine = machine, Host = host, Peer = peer, options.Rounds, options.Seconds, PeakOfOne = onePeak, Peak = peak, Results = results }, new JsonSerializerOptions { WriteIndented = true }));
    int missed = results.Count(result => result.IsReached == false);
    Console.WriteLine($"\n{results.Count} workloads, {results.Count(result => result.IsReached == true)} within the target, {missed} not. All figures: {file}");
    return 0;
}
finally
{
    peers.ForEach(peer => peer.Process.Dispose());
}

string StartPeers()
{
    if (options.OursOnly)
    {
        return "none, as --ours says";
    }

    IReadOnlyList<TorchSettings> all = TorchSettings.All();
    if (all.Count == 0)
    {
        return "none: OpenBLAS was not found (on Debian: python3-torch, libopenblas0-pthread, libopenblas0-openmp)";
    }

    string version = "";
    foreach (TorchSettings settings in all)
    {
        if (TorchProcess.TryStart(settings, out string obstacle) is not { } process)
        {
            return $"none: PyTorch did not start: {obstacle}";
        }

        version = process.Version;
        peers.Add((process, settings));
    }

    return $"PyTorch {version}, the best of {string.Join("; ", all)}";
}

static string Line(Result result) => string.Create(
    CultureInfo.InvariantCulture,
    $"{result.Name,-14}{Time(result.OursMilliseconds),11}{(result.PeerMilliseconds is { } peer ? Time(peer) : "-"),11}{result.Ratio,8:F3}{result.Target,8:F2}  {(result.IsReached switch { true => "ok", false => "MISSED", null => "" }),-6} " +
    $"{result.Operations / 1e9,9:F4}{result.PeakMilliseconds / result.OursMilliseconds,9:P0}{result.ManagedBytes,11:F0}{result.TensorBytes / 1e6,12:F2}  {result.OurSettings} | {result.PeerSettings}");

static string Time(double milliseconds) => milliseconds.ToString(milliseconds < 0.1 ? "F5" : milliseconds < 10 ? "F4" : "F2", CultureInfo.InvariantCulture);

static int Width() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

static string Processor()
{
    const string Info = "/proc/cpuinfo";
    string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
    return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
}
