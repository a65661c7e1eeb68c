using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.InterruptedSave;

/// <summary>A model and a checkpoint where no file may grow as large as they are: what is printed, "name=value" a line, says what became of the older model.</summary>
internal static class LimitedFiles
{
    public static void Run(string folder)
    {
        string model = Path.Combine(folder, "model.zip"), checkpoint = Path.Combine(folder, "fit.checkpoint");
        var context = new MLContext(seed: 1);
        context.Log += (_, e) =>
        {
            if (e.RawMessage.Contains("could not be written", StringComparison.Ordinal))
            {
                Print("checkpoint.log", e.RawMessage);
            }
        };
        var data = Row.View(context);
        context.Model.SaveAtomic(context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(data), data.Schema, model);
        byte[] older = File.ReadAllBytes(model);

        // The file of four is too large; that of each, which ML.NET writes on the way, is not.
        var network = context.Regression.Trainers.FeedForward("Target", hiddenLayers: [200, 200], epochs: 1);
        var larger = network.Append(network).Append(network).Append(network).Fit(data);
        try
        {
            context.Model.SaveAtomic(larger, data.Schema, model);
        }
        catch (Exception e)
        {
            Print("save.error", $"{e.GetType().Name}: {e.Message}");
        }

        Print("model.unchanged", File.ReadAllBytes(model).AsSpan().SequenceEqual(older));
        var options = new NetworkTrainerOptions
        {
            LabelColumnName = "Target",
            Architecture = new FeedForward { HiddenLayers = [200, 200] },
            Epochs = 3,
            Checkpoint = new CheckpointOptions { Path = checkpoint },
        };
        Print("checkpoint.epochs", context.Regression.Trainers.Network(options).Fit(data).Model.History!.Epochs.Count);
        Print("files", string.Join(' ', Directory.GetFiles(folder).Select(Path.GetFileName)));
    }

    private static void Print(string name, object value) => Console.WriteLine($"{name}={value.ToString()!.ReplaceLineEndings(" ")}");
}
