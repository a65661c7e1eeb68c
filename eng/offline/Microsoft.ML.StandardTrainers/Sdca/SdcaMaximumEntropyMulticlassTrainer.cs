using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(
        IHostEnvironment env,
        string labelColumnName,
        string featureColumnName,
        string weightColumnName,
        float? l2Regularization,
        float? l1Regularization,
        int? maximumIterations)
        : base(env, MakeOptions(labelColumnName, featureColumnName, weightColumnName, l2Regularization, l1Regularization, maximumIterations))
    {
    }

    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override MaximumEntropyModelParameters CreateModel(float[][] weights, float[] biases) => new(weights, biases);

    public sealed class Options : MulticlassOptions
    {
    }
}
