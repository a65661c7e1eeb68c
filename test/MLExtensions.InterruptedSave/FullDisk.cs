using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.InterruptedSave;

/// <summary>A model and a checkpoint on a disk that fills up: what is printed, "name=value" a line, says what became of the older files.</summary>
internal static class FullDisk
{
    public static void Run(string folder)
    {
        string model = Path.Combine(folder, "model.zip"), checkpoint = Path.Combine(folder, "fit.checkpoint"), filler = Path.Combine(folder, "filler");
        var context = new MLContext(seed: 1);
        var data = Row.View(context);
        context.Model.SaveAtomic(context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(data), data.Schema, model);
        Fit(epochs: 2);
        byte[] olderModel = File.ReadAllBytes(model), olderCheckpoint = File.ReadAllBytes(checkpoint);

        Fill(filler);
        Save();
        Print("model.unchanged", File.ReadAllBytes(model).AsSpan().SequenceEqual(olderModel));
        Print("model.loads", Load());
        Fit(epochs: 6, report: true);
        Print("checkpoint.unchanged", File.ReadAllBytes(checkpoint).AsSpan().SequenceEqual(olderCheckpoint));
        Print("files", Files());

        File.Delete(filler);
        Print("resumed", Fit(epochs: 3));
        Save();
        Print("model.loads.after", Load());
        Print("files.after", Files());

        // A model that needs more room than the older one.
        void Save()
        {
            var larger = context.Regression.Trainers.FeedForward("Target", hiddenLayers: [200, 200], epochs: 1).Fit(data);
            try
            {
                context.Model.SaveAtomic(larger, data.Schema, model);
                Print("save", "done");
            }
            catch (Exception e)
            {
                Print("save.error", $"{e.GetType().Name}: {e.Message}");
            }
        }

        int Load() => context.Model.Load(model, out _).Transform(data).Preview(maxRows: 10).RowView.Length;

        string Fit(int epochs, bool report = false)
        {
            var own = new MLContext(seed: 1);
            string resumed = "";
            own.Log += (_, e) =>
            {
                if (e.Message.Contains("Resumed from", StringComparison.Ordinal))
                {
                    resumed = e.RawMessage;
                }

                if (report && e.RawMessage.Contains("could not be written", StringComparison.Ordinal))
                {
                    Print("checkpoint.log", e.RawMessage);
                }
            };
            var history = own.Regression.Trainers
                .Network(new() { LabelColumnName = "Target", Epochs = epochs, EarlyStopping = null, Checkpoint = new CheckpointOptions { Path = checkpoint } })
                .Fit(data).Model.History!;
            if (report)
            {
                Print("checkpoint.epochs", history.Epochs.Count);
            }

            return resumed;
        }

        string Files() => string.Join(' ', Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static void Print(string name, object value) => Console.WriteLine($"{name}={value.ToString()!.ReplaceLineEndings(" ")}");

    /// <summary>Writes until nothing more fits, not even a byte.</summary>
    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in (int[])[4096, 1])
        {
            byte[] some = new byte[size];
            for (int i = 0; i < 1 << 16; i++)
            {
                try
                {
                    file.Write(some);
                }
                catch (IOException)
                {
                    Console.WriteLine($"full.{size}={file.Length}");
                    break;
                }
            }
        }
    }
}
