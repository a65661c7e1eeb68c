namespace Microsoft.ML.AutoML;

/// <summary>The columns' purposes that a <see cref="ColumnInformation"/> states.</summary>
internal static class ColumnRoles
{
    /// <summary>Every name with its purpose. Where a column has several the first counts.</summary>
    public static IEnumerable<(string Name, ColumnPurpose Purpose)> Of(ColumnInformation information)
    {
        IEnumerable<(string, ColumnPurpose)> single =
        [
            (information.LabelColumnName, ColumnPurpose.Label),
            (information.ExampleWeightColumnName, ColumnPurpose.Weight),
            (information.GroupIdColumnName, ColumnPurpose.GroupId),
            (information.SamplingKeyColumnName, ColumnPurpose.SamplingKey),
        ];
        return single
            .Concat(information.CategoricalColumnNames.Select(name => (name, ColumnPurpose.CategoricalFeature)))
            .Concat(information.NumericColumnNames.Select(name => (name, ColumnPurpose.NumericFeature)))
            .Concat(information.TextColumnNames.Select(name => (name, ColumnPurpose.TextFeature)))
            .Concat(information.IgnoredColumnNames.Select(name => (name, ColumnPurpose.Ignore)))
            .Concat([(information.UserIdColumnName, ColumnPurpose.UserId), (information.ItemIdColumnName, ColumnPurpose.ItemId)])
            .Concat(information.ImagePathColumnNames.Select(name => (name, ColumnPurpose.ImagePath)))
            .Where(role => role.Item1 is not null);
    }

    public static ColumnInformation ToInformation(IEnumerable<(string Name, ColumnPurpose Purpose)> roles)
    {
        var information = new ColumnInformation();
        foreach ((string name, ColumnPurpose purpose) in roles)
        {
            switch (purpose)
            {
                case ColumnPurpose.Label:
                    information.LabelColumnName = name;
                    break;
                case ColumnPurpose.Weight:
                    information.ExampleWeightColumnName = name;
                    break;
                case ColumnPurpose.GroupId:
                    information.GroupIdColumnName = name;
                    break;
                case ColumnPurpose.SamplingKey:
                    information.SamplingKeyColumnName = name;
                    break;
                case ColumnPurpose.UserId:
                    information.UserIdColumnName = name;
                    break;
                case ColumnPurpose.ItemId:
                    information.ItemIdColumnName = name;
                    break;
                case ColumnPurpose.CategoricalFeature:
                    information.CategoricalColumnNames.Add(name);
                    break;
                case ColumnPurpose.NumericFeature:
                    information.NumericColumnNames.Add(name);
                    break;
                case ColumnPurpose.TextFeature:
                    information.TextColumnNames.Add(name);
                    break;
                case ColumnPurpose.ImagePath:
                    information.ImagePathColumnNames.Add(name);
                    break;
                default:
                    information.IgnoredColumnNames.Add(name);
                    break;
            }
        }

        return information;
    }
}
