using MLExtensions.Networks;

namespace MLExtensions.PublishedResults;

/// <summary>Tables.</summary>
internal static class TableLines
{
    public static IReadOnlyList<ResultLine> All { get; } =
    [
        new()
        {
            Name = "adult",
            Files = [Census.TrainingFile, Census.TestFile],
            Load = (context, folder, _) => Census.Load(context, folder),
            Runs = 3,
            IsBinary = true,
            Network = Networks.Binary("TabularTransformer", 0.862, () => new()
            {
                FeatureColumnNames = [.. Census.Numbers, .. Census.Texts],
                Architecture = new TabularTransformer { Width = 64 },
                Epochs = 10,
                Schedule = new OneCycle(),
            }),
            Rivals = [Rivals.MixedTrees(Census.Numbers, Census.Texts)],
        },
    ];
}
