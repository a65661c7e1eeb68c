using System.Globalization;

namespace MLExtensions.AutoML;

/// <summary>Where a trial's files are. A rung writes into a folder of its own, so that the files of the rung before stay whole until it is done.</summary>
/// <param name="folder">The trial's folder.</param>
internal sealed class TrialFiles(string folder)
{
    /// <summary>Checkpoints of the networks, shared by all rungs.</summary>
    public string Checkpoints => Path.Combine(folder, "checkpoints");

    public static string RungName(int rung) => string.Create(CultureInfo.InvariantCulture, $"rung-{rung}");

    /// <summary>The name of a fold's model within the trial's folder.</summary>
    public static string ModelName(int rung, int fold) => string.Create(CultureInfo.InvariantCulture, $"{RungName(rung)}/model-{fold}.zip");

    /// <summary>The name of the predictions within the trial's folder.</summary>
    public static string PredictionsName(int rung) => $"{RungName(rung)}/predictions.bin";

    /// <summary>The path of a name within the trial's folder.</summary>
    public string Resolve(string name) => Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Removes what a trial that has ended does not need any more: the checkpoints and the files of all rungs but one.</summary>
    /// <param name="rung">The last rung that it ran.</param>
    public void KeepOnly(int rung)
    {
        Delete(Checkpoints);
        for (int earlier = 0; earlier < rung; earlier++)
        {
            Delete(Path.Combine(folder, RungName(earlier)));
        }
    }

    /// <summary>Removes all files of a trial.</summary>
    public void Delete() => Delete(folder);

    /// <summary>The folder of a trial.</summary>
    /// <param name="search">The search's folder.</param>
    /// <param name="trialId">The trial's number.</param>
    public static string FolderOf(string search, int trialId) => Path.Combine(search, "trials", trialId.ToString("D4", CultureInfo.InvariantCulture));

    /// <summary>Removes all of it; a file that something still holds stays.</summary>
    public static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It only takes room.
        }
    }
}
