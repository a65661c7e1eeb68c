using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>
/// Settings of ML.NET's trainers that are good on many tables. AutoML's defaults are the smallest trees that its ranges allow, for its own tuner to grow; a search that begins with a portfolio of settings known
/// beforehand needs fewer trials (Feurer et al., "Auto-Sklearn 2.0: Hands-free AutoML via Meta-Learning", JMLR 2022).
/// </summary>
internal static class KnownSettings
{
    /// <summary>By the beginning of a trainer's name; those that come first are tried first.</summary>
    private static readonly (string Trainer, (string Name, double Value)[] Values)[] s_settings =
    [
        // The defaults of the trainers themselves, but for forests, which only gain by more and larger trees.
        ("FastTree", [("NumberOfTrees", 100), ("NumberOfLeaves", 20), ("MinimumExampleCountPerLeaf", 10), ("MaximumBinCountPerFeature", 255), ("FeatureFraction", 1), ("LearningRate", 0.2)]),
        ("LightGbm", [("NumberOfTrees", 100), ("NumberOfLeaves", 31), ("MinimumExampleCountPerLeaf", 20), ("MaximumBinCountPerFeature", 255), ("FeatureFraction", 1), ("LearningRate", 0.1)]),
        ("FastForest", [("NumberOfTrees", 200), ("NumberOfLeaves", 128), ("FeatureFraction", 0.7)]),

        // Linear models with as little regularisation as the ranges allow.
        ("Lbfgs", [("L1Regularization", 0.03125), ("L2Regularization", 0.03125)]),
        ("Sdca", [("L1Regularization", 0.03125), ("L2Regularization", 0.03125)]),

        // More and slower trees.
        ("FastTree", [("NumberOfTrees", 400), ("NumberOfLeaves", 32), ("MinimumExampleCountPerLeaf", 10), ("MaximumBinCountPerFeature", 255), ("FeatureFraction", 0.7), ("LearningRate", 0.06)]),
        ("LightGbm", [("NumberOfTrees", 400), ("NumberOfLeaves", 31), ("MinimumExampleCountPerLeaf", 20), ("MaximumBinCountPerFeature", 255), ("FeatureFraction", 0.7), ("LearningRate", 0.05)]),
    ];

    /// <summary>Parameters of a search for the trainers that a pipeline has, everything else as it is by default.</summary>
    /// <param name="pipeline">The pipeline; trainers of other kinds are left alone.</param>
    public static IReadOnlyList<Parameter> Of(SweepablePipeline pipeline)
    {
        var space = pipeline.SearchSpace;
        return space.TryGetValue(PipelineNames.SchemaKey, out var option) && option is ChoiceOption schema
            ? [.. s_settings.SelectMany(setting => pipeline.Estimators
                .Where(estimator => estimator.Value.EstimatorType.ToString().StartsWith(setting.Trainer, StringComparison.Ordinal))
                .Select(estimator => Of(space, schema, estimator.Key, setting.Values)).OfType<Parameter>())]
            : [];
    }

    /// <summary>Null where no pipeline has the trainer.</summary>
    private static Parameter? Of(SearchSpace space, ChoiceOption schema, string key, (string Name, double Value)[] values)
    {
        if (Array.Find(schema.Choices, choice => PipelineNames.KeysOf(choice.AsType<string>()).Contains(key)) is not { } chosen)
        {
            return null;
        }

        var parameter = space.SampleFromFeatureSpace(space.Default);
        parameter[PipelineNames.SchemaKey] = chosen;
        foreach (var (name, value) in values)
        {
            // A trainer with a search space of the user's own may have fewer values to search for.
            if (parameter[key].ContainsKey(name))
            {
                parameter[key][name] = parameter[key][name].ParameterType == ParameterType.Integer ? Parameter.FromInt((int)value) : Parameter.FromDouble(value);
            }
        }

        return Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>(SearchTuner.PipelineKey, parameter));
    }
}
