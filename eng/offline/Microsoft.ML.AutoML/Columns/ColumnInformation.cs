using System.Collections.ObjectModel;
using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML;

public sealed class ColumnInformation
{
    public ColumnInformation()
    {
    }

    public string LabelColumnName { get; set; } = DefaultColumnNames.Label;

    public string UserIdColumnName { get; set; }

    public string GroupIdColumnName { get; set; }

    public string ItemIdColumnName { get; set; }

    public string ExampleWeightColumnName { get; set; }

    public string SamplingKeyColumnName { get; set; }

    public ICollection<string> CategoricalColumnNames { get; } = new Collection<string>();

    public ICollection<string> NumericColumnNames { get; } = new Collection<string>();

    public ICollection<string> TextColumnNames { get; } = new Collection<string>();

    public ICollection<string> IgnoredColumnNames { get; } = new Collection<string>();

    public ICollection<string> ImagePathColumnNames { get; } = new Collection<string>();
}
