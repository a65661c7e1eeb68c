using MLExtensions.AutoML.Internals;

namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>A table whose columns sort by a click on their heads.</summary>
internal static class ReportTable
{
    /// <summary>A column of a table.</summary>
    /// <param name="Title">What stands in its head.</param>
    /// <param name="Text">A row's text.</param>
    /// <param name="Number">A row's number, by which a column of numbers sorts; null for a column of text.</param>
    /// <param name="Write">Writes the cell's content where that is more than the text.</param>
    public sealed record Column<TRow>(string Title, Func<TRow, string> Text, Func<TRow, double?>? Number = null, Action<HtmlWriter, TRow>? Write = null);

    /// <summary>Writes the table; its first column names the row.</summary>
    public static void Write<TRow>(
        HtmlWriter html, string caption, IReadOnlyList<Column<TRow>> columns, IEnumerable<TRow> rows, Func<TRow, (string, string?)[]>? attributes = null)
    {
        using (html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption)))
        using (html.Open("table", ("class", "sortable")))
        {
            html.Add("caption", caption);
            using (html.Open("thead"))
            using (html.Open("tr"))
            {
                foreach (Column<TRow> column in columns)
                {
                    html.Add("th", column.Title, ("scope", "col"), ("class", column.Number is null ? null : "number"));
                }
            }

            using (html.Open("tbody"))
            {
                foreach (TRow row in rows)
                {
                    using (html.Open("tr", attributes?.Invoke(row) ?? []))
                    {
                        for (int index = 0; index < columns.Count; index++)
                        {
                            WriteCell(html, columns[index], row, index == 0);
                        }
                    }
                }
            }
        }
    }

    private static void WriteCell<TRow>(HtmlWriter html, Column<TRow> column, TRow row, bool isFirst)
    {
        using (html.Open(
            isFirst ? "th" : "td",
            ("scope", isFirst ? "row" : null),
            ("class", column.Number is null ? null : "number"),
            ("data-sort", column.Number is null ? column.Text(row) : NumberText.SortKey(column.Number(row)))))
        {
            if (column.Write is null)
            {
                html.Text(column.Text(row));
            }
            else
            {
                column.Write(html, row);
            }
        }
    }
}
