using Microsoft.ML;

namespace MLExtensions.InterruptedSave;

/// <summary>Saves one model under one name until the process is killed.</summary>
internal static class EndlessSaves
{
    public static void Run(string path)
    {
        var context = new MLContext(seed: 1);
        var data = Row.View(context);
        var model = context.Regression.Trainers.FeedForward("Target", hiddenLayers: [512, 512], epochs: 1).Fit(data);
        while (true)
        {
            context.Model.SaveAtomic(model, data.Schema, path);
            Console.WriteLine("saved");
        }
    }
}
