using Microsoft.ML;

namespace MLExtensions.Columns;

/// <summary>Finds a column by name in either kind of schema, or says which ones there are.</summary>
internal static class SchemaColumns
{
    public static ColumnShape Find(SchemaShape schema, string name, string role)
    {
        foreach (var column in schema)
        {
            if (column.Name == name)
            {
                return ColumnShape.Of(column);
            }
        }

        throw Missing(name, role, schema.Select(column => column.Name));
    }

    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role) =>
        schema.GetColumnOrNull(name)
        ?? throw Missing(name, role, schema.Where(column => !column.IsHidden).Select(column => column.Name));

    /// <summary>The first column of a name: where later ones hide it, what the name stood for before.</summary>
    public static DataViewSchema.Column FindOriginal(DataViewSchema schema, string name, string role)
    {
        foreach (var column in schema)
        {
            if (column.Name == name)
            {
                return column;
            }
        }

        throw Missing(name, role, schema.Where(column => !column.IsHidden).Select(column => column.Name));
    }

    public static ArgumentOutOfRangeException Mismatch(string role, ColumnShape found, string expected, string advice) =>
        new(null, $"The {role} column '{found.Name}' is {found.TypeText}; expected {expected}. {advice}");

    private static ArgumentOutOfRangeException Missing(string name, string role, IEnumerable<string> present) =>
        new(null, $"The {role} column '{name}' is not there. Columns found: {string.Join(", ", present.Select(column => $"'{column}'"))}.");
}
