namespace Microsoft.ML.Data;

/// <summary>Columns computed from a row, bound to the schema of that row.</summary>
internal interface IRowMapper : ICanSaveModel
{
    /// <summary>Which input columns are needed, by index, for the active ones of <see cref="GetOutputColumns"/>.</summary>
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    /// <summary>A getter for each active output column, null for the others.</summary>
    /// <param name="input">The row that the getters read.</param>
    /// <param name="activeOutput">By index into <see cref="GetOutputColumns"/>.</param>
    /// <param name="disposer">Called when the row is disposed; may be null.</param>
    Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer);

    DataViewSchema.DetachedColumn[] GetOutputColumns();

    ITransformer GetTransformer();
}
