using System.Diagnostics;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>
/// Bad input of the machine: the disk is full while a model or a checkpoint is saved, or the process is killed. In processes of their own; the full disk is a real one, of memory,
/// that only such a process sees.
/// </summary>
[TestClass]
public sealed class InterruptedSaveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlextensions");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public void OnAFullDisk_OlderFilesStay_TrainingGoesOn_AndTheNextRunResumes()
    {
        var lines = RunOnASmallDisk();

        // The model: an error that names the file; the older one is there, byte for byte, and loads.
        string model = Path.Combine(_folder.FullName, "model.zip"), checkpoint = Path.Combine(_folder.FullName, "fit.checkpoint");
        StringAssert.StartsWith(lines["save.error"], $"IOException: The model could not be saved as '{model}' (");
        Assert.AreEqual("True", lines["model.unchanged"]);
        Assert.AreEqual("10", lines["model.loads"]);

        // The checkpoint: logged, with the file's name; all epochs are trained.
        StringAssert.StartsWith(lines["checkpoint.log"], $"The checkpoint '{checkpoint}' could not be written at the end of epoch 3: ");
        Assert.AreEqual("6", lines["checkpoint.epochs"]);
        Assert.AreEqual("True", lines["checkpoint.unchanged"]);

        // Half a file is not left, and with room again all goes on.
        Assert.AreEqual("filler fit.checkpoint model.zip", lines["files"]);
        Assert.AreEqual($"Resumed from '{checkpoint}' at the end of epoch 2.", lines["resumed"]);
        Assert.AreEqual("done", lines["save"]);
        Assert.AreEqual("10", lines["model.loads.after"]);
        Assert.AreEqual("fit.checkpoint model.zip", lines["files.after"]);
    }

    [TestMethod]
    public void WhereFilesMayNotGrowSoLarge_TheOlderModelStays_AndTrainingGoesOn()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Windows sets no limit to the size of a process's files.");
        }

        // Blocks are of 512 or 1024 bytes. The signal that would end the process is ignored, and .NET is kept from making a large file of its own for machine code.
        const string Script = "trap '' XFSZ; ulimit -f 512; exec dotnet \"$1\" limited \"$2\"";
        var lines = Run("sh", ["-c", Script, "sh", Repository.Program("MLExtensions.InterruptedSave"), _folder.FullName], ("DOTNET_EnableWriteXorExecute", "0"));

        string model = Path.Combine(_folder.FullName, "model.zip"), checkpoint = Path.Combine(_folder.FullName, "fit.checkpoint");
        StringAssert.StartsWith(lines["save.error"], $"IOException: The model could not be saved as '{model}' (The file would be larger than is allowed");
        Assert.AreEqual("True", lines["model.unchanged"]);
        StringAssert.StartsWith(lines["checkpoint.log"], $"The checkpoint '{checkpoint}' could not be written at the end of epoch 1: The file would be larger than is allowed");
        Assert.AreEqual("3", lines["checkpoint.epochs"]);
        Assert.AreEqual("model.zip", lines["files"]);
        var context = new MLContext();
        var data = TestData.View(context, TestData.Points(5));
        Assert.IsTrue(Array.TrueForAll(context.Model.Load(model, out _).Transform(data).Values<float>("Score"), float.IsFinite));
    }

    [TestMethod]
    public void AProcessThatIsKilledWhileItSaves_LeavesAWholeModelEachTime()
    {
        string path = Path.Combine(_folder.FullName, "model.zip");
        var random = new Random(1);
        for (int kill = 0; kill < 6; kill++)
        {
            using (var process = Process.Start(new ProcessStartInfo("dotnet", [Repository.Program("MLExtensions.InterruptedSave"), "forever", path]) { RedirectStandardOutput = true })!)
            {
                for (int saves = random.Next(1, 4); saves > 0; saves--)
                {
                    Assert.AreEqual("saved", process.StandardOutput.ReadLine());
                }

                Thread.Sleep(random.Next(20));
                process.Kill();
                process.WaitForExit();
            }

            var context = new MLContext();
            var data = TestData.View(context, TestData.Points(5));
            Assert.IsTrue(Array.TrueForAll(context.Model.Load(path, out _).Transform(data).Values<float>("Score"), float.IsFinite));
        }

        // What was half written is found by the next save, an hour later.
        foreach (string left in Directory.GetFiles(_folder.FullName, "*.tmp"))
        {
            File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));
        }

        var own = new MLContext();
        var points = TestData.View(own, TestData.Points(40));
        own.Model.SaveAtomic(own.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(points), points.Schema, path);
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder.FullName));
    }

    /// <summary>Runs the program with a disk of 400 kB in the folder's place; skips the test where there can be none.</summary>
    private Dictionary<string, string> RunOnASmallDisk()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Only Linux lets a process have a small disk of its own without the administrator.");
        }

        // The superuser of a namespace of its own may mount there: the disk is gone with the process.
        const string Script = "mount -t tmpfs -o size=640k tmpfs \"$1\" || exit 77; exec dotnet \"$2\" full \"$1\"";
        return Run("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", Script, "sh", _folder.FullName, Repository.Program("MLExtensions.InterruptedSave")]);
    }

    /// <summary>The program's lines, "name=value"; skips the test where it could not be started so.</summary>
    private static Dictionary<string, string> Run(string command, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (output.Length == 0 && (process.ExitCode == 77 || errors.Result.StartsWith("unshare:", StringComparison.Ordinal)))
            {
                Assert.Inconclusive($"This machine lets no process have a disk of its own: {errors.Result.Trim()}");
            }

            Assert.AreEqual(0, process.ExitCode, output + errors.Result);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.Inconclusive($"There is no '{command}' on this machine: {e.Message}");
            throw;
        }
    }
}
