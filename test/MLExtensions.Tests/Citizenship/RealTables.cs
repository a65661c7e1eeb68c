using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Citizenship;

/// <summary>Small tables of real data; a test that asks for one that is missing is skipped.</summary>
internal static class RealTables
{
    /// <summary>Forged banknotes: four measures of a scan, whether it is forged. 1,372 rows.</summary>
    public static IDataView Banknotes(MLContext context) => Load(context, "banknote_authentication.csv", featureCount: 4, DataKind.Boolean);

    /// <summary>Boston housing: 13 measures of a suburb, median value in 1,000 dollars. 506 rows.</summary>
    public static IDataView Houses(MLContext context) => Load(context, "housing.csv", featureCount: 13, DataKind.Single);

    /// <summary>Iris: four measures of a flower, its species. 150 rows.</summary>
    public static IDataView Flowers(MLContext context) => Load(context, "iris.csv", featureCount: 4, DataKind.String);

    private static IDataView Load(MLContext context, string file, int featureCount, DataKind label) => context.Data.Cache(context.Data.LoadFromTextFile(
        SharedFolder.Require("data", "small-tabular", file),
        [new TextLoader.Column("Features", DataKind.Single, 0, featureCount - 1), new TextLoader.Column("Label", label, featureCount)],
        separatorChar: ','));
}
