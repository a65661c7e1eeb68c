using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>The rows to train on and those to validate on, in memory where they fit.</summary>
/// <param name="Training">The rows to train on.</param>
/// <param name="Validation">The rows to validate on; null for none.</param>
internal sealed record TrainingSets(RowData Training, RowData? Validation)
{
    private const double DefaultFraction = 0.1;

    /// <summary>More do not tell more, and take their time after every epoch.</summary>
    private const int MaximumDefaultRows = 100_000;

    /// <summary>Divides the training data, by the validation column where there is one, else at random.</summary>
    /// <param name="source">The data, with vocabularies.</param>
    /// <param name="scan">What the first pass found.</param>
    /// <param name="fraction">The part to hold out; null for the default.</param>
    /// <param name="rowsToHoldOutFrom">From so many rows on, some are held out by default.</param>
    /// <param name="seed">Of the rows that are held out.</param>
    /// <param name="labelType">What the labels are.</param>
    /// <param name="bytes">Memory for rows that are read again.</param>
    /// <param name="reading">Called while rows are read before training; it may throw.</param>
    /// <param name="poll">Called while rows are read during training.</param>
    public static TrainingSets Divide(
        RowSource source, ScannedRows scan, float? fraction, int rowsToHoldOutFrom, int seed, ElementType labelType, long bytes, Action reading, Action poll)
    {
        if (source.Held is null)
        {
            double part = fraction ?? (scan.Count < rowsToHoldOutFrom ? 0 : Math.Min(DefaultFraction, (double)MaximumDefaultRows / scan.Count));
            return part == 0 ? new(All(source, scan, labelType, poll), null) : Divide(source, scan, new HoldOut(seed, part), labelType, bytes, reading, poll);
        }

        return scan.Store is { } store
            ? new(new StoredRows(store, [.. scan.TrainingRows], labelType, scan.Digest, poll), new StoredRows(store, [.. scan.HeldRows], labelType, scan.Digest, poll))
            : new(new StreamedRows(source, scan.Count, row => !row.IsHeld, labelType, scan.Digest, poll), Load(source, row => row.IsHeld, labelType, scan.Digest, bytes, reading, poll, out _));
    }

    /// <summary>All rows of the training data.</summary>
    public static RowData All(RowSource source, ScannedRows scan, ElementType labelType, Action poll) => scan.Store is { } store
        ? new StoredRows(store, [.. scan.TrainingRows], labelType, scan.Digest, poll)
        : new StreamedRows(source, scan.Count, _ => true, labelType, scan.Digest, poll);

    /// <summary>Reads some rows of a data view into memory; where they do not fit, they are read again whenever they are needed.</summary>
    /// <param name="source">The data, with vocabularies.</param>
    /// <param name="takes">Which rows.</param>
    /// <param name="labelType">What the labels are.</param>
    /// <param name="digest">Tells the data from other data; null where nothing does.</param>
    /// <param name="bytes">How much memory there is.</param>
    /// <param name="reading">Called while rows are read now; it may throw.</param>
    /// <param name="poll">Called while rows are read later, during training.</param>
    /// <param name="skipped">Rows whose label is missing.</param>
    public static RowData Load(
        RowSource source, Func<RowCursor, bool> takes, ElementType labelType, string? digest, long bytes, Action reading, Action poll, out long skipped)
    {
        RowStore? store = new(source.Layout);
        long count = 0;
        using var cursor = source.Open(reading);
        while (cursor.MoveNext())
        {
            if (takes(cursor))
            {
                count++;
                store?.Add(cursor.Header, cursor.Features);
                store = store?.Bytes > bytes ? null : store;
            }
        }

        skipped = cursor.Skipped;
        return store is null
            ? new StreamedRows(source, count, takes, labelType, digest, poll)
            : new StoredRows(store, [.. Enumerable.Range(0, store.Count)], labelType, digest, poll);
    }

    private static TrainingSets Divide(RowSource source, ScannedRows scan, HoldOut holdOut, ElementType labelType, long bytes, Action reading, Action poll)
    {
        RowData training, held;
        if (scan.Store is { } store)
        {
            bool IsHeld(int row) => holdOut.Contains(store.Layout.IsGrouped ? RowOrder.GroupOf(store, row) : row);
            var parts = scan.TrainingRows.ToLookup(IsHeld);
            training = new StoredRows(store, [.. parts[false]], labelType, scan.Digest, poll);
            held = new StoredRows(store, [.. parts[true]], labelType, scan.Digest, poll);
        }
        else
        {
            bool IsHeld(RowCursor row) => holdOut.Contains(source.Layout.IsGrouped ? row.Group : row.Number);
            held = Load(source, IsHeld, labelType, scan.Digest, bytes, reading, poll, out _);
            training = new StreamedRows(source, scan.Count - held.RowCount!.Value, row => !IsHeld(row), labelType, scan.Digest, poll);
        }

        return training.RowCount > 0
            ? new(training, held.RowCount > 0 ? held : null)
            : throw new InvalidOperationException("ValidationFraction holds out all rows of the training data. Give a smaller fraction, or more rows.");
    }
}
