using MLExtensions.Networks.Internals;

namespace Microsoft.ML;

/// <summary>Saving models so that nothing is lost: <c>mlContext.Model.SaveAtomic</c>.</summary>
public static class ModelOperationsExtensions
{
    /// <summary>
    /// Saves a model, with networks in it or without, as <c>Save</c> does, but so that under the file's name there is always the older model or the newer one, whole: whether the
    /// disk is full, the process is killed, or a transformer cannot be saved.
    /// </summary>
    /// <remarks>
    /// The model goes into a temporary file beside the other ("model.zip.xxxxxxxx.tmp"), is flushed to the disk, and then takes the other's name. Of a killed process the temporary file
    /// stays; one that is older than an hour is removed by the next call. The folder must let files be created in it, and has to have room for both models. Where the
    /// path is a symbolic link, the link is replaced.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="inputSchema">The schema of the data that the model takes; null saves none, and <c>Load</c> gives none then.</param>
    /// <param name="path">The file; its folder must exist. It is read with <c>mlContext.Model.Load</c>.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file could not be written: the folder is missing or cannot be written, or the disk is full. What was there before is unchanged.</exception>
    /// <example>
    /// <code>
    /// mlContext.Model.SaveAtomic(model, data.Schema, "model.zip");
    /// </code>
    /// </example>
    public static void SaveAtomic(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            AtomicFile.WriteCleanly(path, stream => catalog.Save(model, inputSchema, stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The model could not be saved as '{path}' ({e.Message.TrimEnd('.')}); an older file of that name is unchanged. Choose a path in a folder that is there, can be written and has room.", e);
        }
    }
}
