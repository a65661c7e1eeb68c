using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>The confusion matrix as a table whose cells are shaded by their share of the row, with each class' precision and recall.</summary>
internal static class ConfusionSection
{
    private const int MostClasses = 30;
    private const int Shades = 10;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        ReportConfusion confusion = model.Report.Confusion!;
        int classes = confusion.ClassNames.Count;
        if (confusion.Counts.Count != classes || confusion.Counts.Any(row => row.Count != classes))
        {
            throw new ArgumentException($"The confusion matrix of the report names {classes} classes: {classes} lines of {classes} counts are expected.");
        }

        (string[] names, double[][] counts) = Merged(confusion);
        double total = counts.Sum(row => row.Sum());
        double right = Enumerable.Range(0, classes).Sum(index => confusion.Counts[index][index]);
        html.Add(
            "p",
            $"{Sentence.Of(model.Report.ModelName)}Rows are the actual classes, columns the predicted ones; the darker a cell, the larger its share of the row. {NumberText.Percent(right / total)} of {NumberText.Count(total)} rows are right.",
            ("class", "muted"));
        using (html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Confusion matrix")))
        using (html.Open("table", ("class", "confusion")))
        {
            html.Add("caption", "Rows of the data by actual and predicted class", ("class", "hidden"));
            WriteHead(html, names);
            using (html.Open("tbody"))
            {
                for (int actual = 0; actual < names.Length; actual++)
                {
                    WriteRow(html, names, counts, actual);
                }

                WritePrecision(html, counts);
            }
        }
    }

    private static void WriteHead(HtmlWriter html, string[] names)
    {
        using (html.Open("thead"))
        using (html.Open("tr"))
        {
            html.Add("th", "actual \\ predicted", ("scope", "col"), ("class", "muted"));
            foreach (string name in names)
            {
                html.Add("th", name, ("scope", "col"), ("class", "number"));
            }

            html.Add("th", "Recall", ("scope", "col"), ("class", "number total"));
        }
    }

    private static void WriteRow(HtmlWriter html, string[] names, double[][] counts, int actual)
    {
        double sum = counts[actual].Sum();
        using (html.Open("tr"))
        {
            html.Add("th", names[actual], ("scope", "row"));
            for (int predicted = 0; predicted < names.Length; predicted++)
            {
                double share = sum > 0 ? counts[actual][predicted] / sum : 0;
                string kind = actual == predicted ? "right" : "wrong";
                int shade = counts[actual][predicted] > 0 ? Math.Max(1, (int)Math.Round(Shades * share)) : 0;
                html.Add("td", NumberText.Count(counts[actual][predicted]), ("class", $"number {kind} shade-{shade}"), ("title", $"{NumberText.Percent(share)} of {names[actual]} taken for {names[predicted]}"));
            }

            html.Add("td", NumberText.Percent(counts[actual][actual] / sum), ("class", "number total"));
        }
    }

    private static void WritePrecision(HtmlWriter html, double[][] counts)
    {
        using (html.Open("tr", ("class", "total")))
        {
            html.Add("th", "Precision", ("scope", "row"));
            for (int predicted = 0; predicted < counts.Length; predicted++)
            {
                html.Add("td", NumberText.Percent(counts[predicted][predicted] / counts.Sum(row => row[predicted])), ("class", "number"));
            }

            html.Add("td", "", ("class", "number"));
        }
    }

    // Of very many classes those with the most rows keep a line of their own.
    private static (string[] Names, double[][] Counts) Merged(ReportConfusion confusion)
    {
        int classes = confusion.ClassNames.Count;
        if (classes <= MostClasses)
        {
            return ([.. confusion.ClassNames], [.. confusion.Counts.Select(row => row.ToArray())]);
        }

        int[] kept = [.. Enumerable.Range(0, classes).OrderByDescending(index => confusion.Counts[index].Sum()).Take(MostClasses - 1).Order()];
        int[] line = new int[classes];
        Array.Fill(line, MostClasses - 1);
        for (int index = 0; index < kept.Length; index++)
        {
            line[kept[index]] = index;
        }

        double[][] counts = [.. Enumerable.Range(0, MostClasses).Select(_ => new double[MostClasses])];
        for (int actual = 0; actual < classes; actual++)
        {
            for (int predicted = 0; predicted < classes; predicted++)
            {
                counts[line[actual]][line[predicted]] += confusion.Counts[actual][predicted];
            }
        }

        return ([.. kept.Select(index => confusion.ClassNames[index]), $"{classes - kept.Length} others"], counts);
    }
}
