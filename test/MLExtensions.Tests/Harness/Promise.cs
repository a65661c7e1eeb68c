namespace MLExtensions.Tests.Harness;

/// <summary>What ML.NET expects of an estimator, of its transformer and of their views; the harness names the one that is broken.</summary>
internal enum Promise
{
    /// <summary><c>GetOutputSchema</c> of the estimator takes the shape of data that it can be fitted on.</summary>
    ValidShapeIsTaken,

    /// <summary><c>Fit</c>, <c>Transform</c>, <c>GetOutputSchema</c> and <c>GetRowToRowMapper</c> take such data.</summary>
    ValidDataIsTaken,

    /// <summary><c>GetOutputSchema</c> of the estimator throws, naming the column, on the shape of data that cannot be fitted on.</summary>
    BadShapeIsRefused,

    /// <summary><c>Fit</c> throws, naming the column, on data that it cannot be fitted on.</summary>
    BadDataIsRefusedByFit,

    /// <summary>A fitted transformer throws, naming the column, on data that it cannot transform: when it is given, not when rows are read.</summary>
    BadDataIsRefusedByTransformer,

    /// <summary>A fitted transformer takes data without what only training reads.</summary>
    TransformerNeedsNoTrainingColumns,

    /// <summary>The columns that the estimator promises are those that come, each of the promised kind, with the promised annotations, and no more.</summary>
    PromisedColumnsAreDelivered,

    /// <summary><c>GetOutputSchema</c> is the schema of <c>Transform</c>: names, order, types, hidden columns, annotations and their values.</summary>
    OutputSchemaIsThatOfTransform,

    /// <summary>A model that was saved and loaded knows its input schema, and gives the same output schema.</summary>
    SavedCopyKeepsSchemas,

    /// <summary>A model that was saved and loaded gives the same values.</summary>
    SavedCopyKeepsValues,

    /// <summary>A row-to-row transformer's mapper has the input schema itself and the schema of <c>Transform</c>; another transformer has no mapper.</summary>
    MapperKeepsSchemas,

    /// <summary>A mapper's rows have the values of a cursor, computed from the columns that <c>GetDependencies</c> names.</summary>
    MapperRowsHaveTheCursorsValues,

    /// <summary>A cursor's schema is the view's, the same object.</summary>
    CursorSchemaIsTheViews,

    /// <summary>A cursor's position is -1 before the first row and after the last, and goes up by one; its batch number never falls.</summary>
    CursorCountsItsRows,

    /// <summary><c>MoveNext</c> stays false after the last row.</summary>
    CursorStaysAtItsEnd,

    /// <summary><c>GetRowCount</c> is null, or the number of rows.</summary>
    RowCountIsThatOfTheRows,

    /// <summary>No two rows have the same id.</summary>
    RowIdsAreUnique,

    /// <summary>Rows, their ids and their values are the same for each cursor, whichever columns it reads.</summary>
    CursorsAgree,

    /// <summary>A column that was not asked for is not active, and its getter throws; one that was is, and its getter does not.</summary>
    OnlyAskedColumnsAreActive,

    /// <summary>The getter of a type that is not the column's throws.</summary>
    WrongTypesAreRefused,

    /// <summary>A shuffled cursor gives the same rows in an order that its generator alone decides.</summary>
    ShuffledCursorsKeepTheRows,

    /// <summary>The cursors of a set give the same rows together; ordered by batch they are the rows of one cursor.</summary>
    CursorSetsKeepTheRows,
}
